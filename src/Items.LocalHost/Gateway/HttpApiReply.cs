using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>What the gateway makes of a function's response.</summary>
internal sealed record HttpApiReply(
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<string> Cookies,
    ReadOnlyMemory<byte> Body
)
{
    // The gateway and its connection own these.
    private static readonly string[] OwnHeaders =
    [
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
        "upgrade",
    ];

    /// <returns>Null when the response cannot be understood; the caller then gets a 500.</returns>
    public static HttpApiReply? Parse(ReadOnlyMemory<byte> payload)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return Inferred(payload);
        }

        using (document)
        {
            try
            {
                return document.RootElement switch
                {
                    { ValueKind: JsonValueKind.String } text => Inferred(Utf8(text.GetString()!)),
                    { ValueKind: JsonValueKind.Object } envelope
                        when Find(envelope, "statusCode") is { } status => Full(envelope, status),
                    _ => Inferred(payload),
                };
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException)
            {
                // A member of another JSON type than the envelope has, text with half a surrogate pair, or bad base64.
                return null;
            }
        }
    }

    public async Task WriteAsync(HttpContext context)
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

        if (Status is 204 or 205 or 304)
        {
            return;
        }

        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(Body);
        }
    }

    private static HttpApiReply Inferred(ReadOnlyMemory<byte> body) =>
        new(200, [KeyValuePair.Create("content-type", "application/json")], [], body);

    private static HttpApiReply? Full(JsonElement envelope, JsonElement statusCode)
    {
        // Kestrel, like the gateway, cannot send an interim status as the answer.
        if (StatusOf(statusCode) is not (>= 200 and <= 599 and var status))
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        if (Find(envelope, "headers") is { } members)
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

        headers.RemoveAll(header => IsOwn(header.Key));
        string[] cookies = Find(envelope, "cookies") is { } list
            ? [.. list.EnumerateArray().Select(cookie => cookie.GetString() ?? "")]
            : [];
        var body = Find(envelope, "body")?.GetString() ?? "";
        bool isBase64 = Find(envelope, "isBase64Encoded")?.GetBoolean() ?? false;
        return
            headers.Exists(header => !IsHeader(header.Key, header.Value))
            || cookies.Any(cookie => !IsHeader("set-cookie", cookie))
            ? null
            : new HttpApiReply(
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

    private static bool IsOwn(string name) =>
        OwnHeaders.Contains(name)
        || name.StartsWith("apigw-", StringComparison.Ordinal)
        || name.StartsWith("x-amzn-", StringComparison.Ordinal);

    // Kestrel would throw at what no HTTP message can carry.
    private static bool IsHeader(string name, string value) =>
        name.Length > 0
        && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
        && !value.Any(c => char.IsControl(c) && c != '\t');

    private static JsonElement? Find(JsonElement envelope, string name) =>
        envelope.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
