using Microsoft.Extensions.Primitives;

namespace Items.LocalHost.Issuer;

/// <summary>Parameters of OAuth requests, which may come once each (RFC 6749, 3.1).</summary>
internal static class Parameters
{
    /// <returns>Null when it is missing, empty or repeated.</returns>
    public static string? One(this IEnumerable<KeyValuePair<string, StringValues>> parameters, string name) =>
        parameters.FirstOrDefault(it => it.Key == name).Value is { Count: 1 } value
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A list with spaces between, such as that of scopes.</summary>
    public static string[] Words(
        this IEnumerable<KeyValuePair<string, StringValues>> parameters,
        string name
    ) => (parameters.One(name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
