using System.Text.Json;

namespace Items.Client;

/// <summary>An error response, or a response that does not match the contract.</summary>
public partial class ApiException
{
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
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(JsonElement detail) =>
        detail.ValueKind == JsonValueKind.Array
            ? string.Join("; ", detail.EnumerateArray().Select(DescribeError))
            : detail.ToString();

    private static string DescribeError(JsonElement error) =>
        $"{string.Join('.', error.GetProperty("loc").EnumerateArray())}: {error.GetProperty("msg")}";
}
