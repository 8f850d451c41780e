using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>A response of the HTTP API.</summary>
internal sealed record HttpApiResponse(
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<string> Cookies,
    ReadOnlyMemory<byte> Body
)
{
    /// <summary>Why the request was rejected or failed, for the developer; not sent. Null when it succeeded.</summary>
    public string? Reason { get; init; }

    // Set by the gateway and the connection; a function cannot set them.
    private static readonly string[] ReservedHeaders =
    [
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
        "upgrade",
    ];

    /// <param name="payload">The function's result: a response object with a statusCode, or else the body.</param>
    /// <returns>Null when the response object is not valid.</returns>
    public static HttpApiResponse? Parse(ReadOnlyMemory<byte> payload)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return FromBody(payload);
        }

        using (document)
        {
            try
            {
                return document.RootElement switch
                {
                    { ValueKind: JsonValueKind.String } text => FromBody(Utf8(text.GetString()!)),
                    { ValueKind: JsonValueKind.Object } response
                        when Find(response, "statusCode") is { } status => FromResponseObject(
                        response,
                        status
                    ),
                    _ => FromBody(payload),
                };
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException)
            {
                // A property of the wrong JSON type, text that is not valid Unicode, or invalid base64.
                return null;
            }
        }
    }

    public async Task WriteAsync(HttpContext context)
    {
        if (WriteHead(context))
        {
            context.Response.ContentLength = Body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(Body);
            }
        }
    }

    /// <summary>Sets status and headers, but not the length of the body.</summary>
    /// <returns>Whether a response with this status has a body.</returns>
    public bool WriteHead(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (string cookie in Cookies)
        {
            response.Headers.Append("set-cookie", cookie);
        }

        foreach (var (name, value) in Headers)
        {
            response.Headers.Append(name, value);
        }

        return Status is not (204 or 205 or 304);
    }

    private static HttpApiResponse FromBody(ReadOnlyMemory<byte> body) =>
        new(200, [KeyValuePair.Create("content-type", "application/json")], [], body);

    private static HttpApiResponse? FromResponseObject(JsonElement response, JsonElement statusCode)
    {
        // Kestrel, like the gateway, cannot send an interim status as the response.
        if (StatusOf(statusCode) is not (>= 200 and <= 599 and var status))
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        if (Find(response, "headers") is { } members)
        {
            foreach (var header in members.EnumerateObject())
            {
                headers.Add(
                    KeyValuePair.Create(header.Name.ToLowerInvariant(), header.Value.GetString() ?? "")
                );
            }
        }

        if (!headers.Exists(header => header.Key == "content-type"))
        {
            headers.Add(KeyValuePair.Create("content-type", "text/plain; charset=utf-8"));
        }

        headers.RemoveAll(header => IsReserved(header.Key));
        string[] cookies = Find(response, "cookies") is { } list
            ? [.. list.EnumerateArray().Select(cookie => cookie.GetString() ?? "")]
            : [];
        var body = Find(response, "body")?.GetString() ?? "";
        bool isBase64 = Find(response, "isBase64Encoded")?.GetBoolean() ?? false;
        return
            headers.Exists(header => !IsValidHeader(header.Key, header.Value))
            || cookies.Any(cookie => !IsValidHeader("set-cookie", cookie))
            ? null
            : new HttpApiResponse(
                status,
                headers,
                cookies,
                isBase64 ? Convert.FromBase64String(body) : Utf8(body)
            );
    }

    private static int? StatusOf(JsonElement status) =>
        status.ValueKind switch
        {
            JsonValueKind.Number => status.TryGetInt32(out int number) ? number : null,
            JsonValueKind.String => int.TryParse(status.GetString(), out int number) ? number : null,
            _ => null,
        };

    private static bool IsReserved(string name) =>
        ReservedHeaders.Contains(name)
        || name.StartsWith("apigw-", StringComparison.Ordinal)
        || name.StartsWith("x-amzn-", StringComparison.Ordinal);

    // Kestrel throws for a header that is not valid in HTTP.
    private static bool IsValidHeader(string name, string value) =>
        name.Length > 0
        && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
        && !value.Any(c => char.IsControl(c) && c != '\t');

    private static JsonElement? Find(JsonElement response, string name) =>
        response.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
