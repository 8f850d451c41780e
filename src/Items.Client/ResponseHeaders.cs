using System.Globalization;

namespace Items.Client;

/// <summary>Reads the headers of <see cref="ApiResponse"/> and <see cref="ApiException"/>.</summary>
internal static class ResponseHeaders
{
    public static string? First(IReadOnlyDictionary<string, IEnumerable<string>> headers, string name) =>
        headers
            .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value?.FirstOrDefault();

    /// <returns>1 for a response that <see cref="RequestSender"/> has not received, such as that of an export.</returns>
    public static int Attempts(IReadOnlyDictionary<string, IEnumerable<string>> headers) =>
        First(headers, Client.Attempts.Header) is { } attempts
            ? int.Parse(attempts, CultureInfo.InvariantCulture)
            : 1;
}
