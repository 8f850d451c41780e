using System.Text.Json;

namespace Items.Client;

/// <summary>An error response, or a response that does not match the contract.</summary>
public partial class ApiException
{
    /// <summary>Status and <see cref="Detail"/>, or what the contract says about the status.</summary>
    public override string Message =>
        Detail is { } detail ? $"The API responded with {StatusCode}: {detail}" : base.Message;

    /// <summary>
    /// Number of requests that were sent. After more than one, an earlier request may have had an effect: a 412 may be due to
    /// the call's own update, a 404 to its own delete.
    /// </summary>
    public int Attempts => ResponseHeaders.Attempts(Headers);

    /// <summary>
    /// The error in one line: <c>detail</c> of the API or <c>message</c> of the gateway in front of it; for a 422 every error
    /// with its field. Null when the response has neither.
    /// </summary>
    public string? Detail => ReadDetail(Response);

    private static string? ReadDetail(string? response)
    {
        if (string.IsNullOrEmpty(response))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(response);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null
                : json.RootElement.TryGetProperty("detail", out var detail) ? Describe(detail)
                : json.RootElement.TryGetProperty("message", out var message) ? message.ToString()
                : null;
        }
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, or text that is not Unicode.
            return null;
        }
    }

    private static string Describe(JsonElement detail) =>
        detail.ValueKind == JsonValueKind.Array
            ? string.Join("; ", detail.EnumerateArray().Select(DescribeError))
            : detail.ToString();

    private static string DescribeError(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("msg", out var message)
        && error.TryGetProperty("loc", out var location)
        && location.ValueKind == JsonValueKind.Array
            ? $"{string.Join('.', location.EnumerateArray())}: {message}"
            : error.ToString();
}
