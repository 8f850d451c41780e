using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>An HTTP API event, payload format 2.0.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
/// </remarks>
internal sealed class HttpApiEvent
{
    // Undocumented; measured on AWS. A body of another type, or without a type, is sent in base64.
    private static readonly string[] TextTypes =
    [
        "text/plain",
        "text/html",
        "text/csv",
        "text/xml",
        "application/json",
        "application/xml",
        "application/javascript",
    ];

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Sixteen characters that end in '='; also in the response header <c>apigw-requestid</c>.</summary>
    public required string RequestId { get; init; }

    public required Route Route { get; init; }

    public required IReadOnlyDictionary<string, string> PathParameters { get; init; }

    public required RequestTarget Target { get; init; }

    public required string Stage { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary><c>Root=1-…</c>, from the caller's <c>x-amzn-trace-id</c> when it sent one.</summary>
    public required string TraceRoot { get; init; }

    /// <summary>From the route's authorizer; null on a public route.</summary>
    public JwtIdentity? Identity { get; init; }

    public ReadOnlyMemory<byte> ToJson(HttpContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(4096 + (Body.Length * 2));
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", Route.Key);
            json.WriteString("rawPath", Target.Path);
            json.WriteString("rawQueryString", Target.RawQuery);
            WriteCookies(json, context.Request);
            WriteMap(json, "headers", Headers(context));
            if (Target.Query is { Count: > 0 } query)
            {
                WriteMap(json, "queryStringParameters", query);
            }

            if (PathParameters.Count > 0)
            {
                WriteMap(json, "pathParameters", PathParameters);
            }

            WriteContext(json, context);
            WriteBody(json, context.Request.ContentType);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    internal static bool IsText(string? contentType)
    {
        string[] parts = (contentType ?? "").Split(';', 2, StringSplitOptions.TrimEntries);
        return TextTypes.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
            && (
                parts.Length == 1
                || !parts[1].Contains("charset", StringComparison.OrdinalIgnoreCase)
                || parts[1].Contains("utf-8", StringComparison.OrdinalIgnoreCase)
            );
    }

    private void WriteContext(Utf8JsonWriter json, HttpContext context)
    {
        var now = DateTimeOffset.UtcNow;
        string domain = context.Request.Host.Host;
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", LocalAws.AccountId);
        json.WriteString("apiId", LocalAws.ApiId);
        Identity?.WriteTo(json);
        json.WriteString("domainName", domain);
        json.WriteString("domainPrefix", domain.Split('.')[0]);
        json.WriteStartObject("http");
        json.WriteString("method", context.Request.Method);
        json.WriteString("path", Target.Path);
        json.WriteString("protocol", "HTTP/1.1");
        json.WriteString("sourceIp", SourceIp(context));
        json.WriteString("userAgent", context.Request.Headers.UserAgent.ToString());
        json.WriteEndObject();
        json.WriteString("requestId", RequestId);
        json.WriteString("routeKey", Route.Key);
        json.WriteString("stage", Stage);
        json.WriteString("time", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        json.WriteNumber("timeEpoch", now.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private void WriteBody(Utf8JsonWriter json, string? contentType)
    {
        bool isBase64 = !Body.IsEmpty && !IsText(contentType);
        if (isBase64)
        {
            json.WriteBase64String("body", Body.Span);
        }
        else if (!Body.IsEmpty)
        {
            json.WriteString("body", Encoding.UTF8.GetString(Body.Span));
        }

        json.WriteBoolean("isBase64Encoded", isBase64);
    }

    private SortedDictionary<string, string> Headers(HttpContext context)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in context.Request.Headers)
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values.ToArray());
        }

        headers.Remove("cookie");

        // The gateway has read the whole body, so its length is known.
        headers.Remove("transfer-encoding");
        headers["content-length"] = Body.Length.ToString();
        headers["x-amzn-trace-id"] = TraceRoot;
        headers["x-forwarded-for"] = headers.TryGetValue("x-forwarded-for", out string? hops)
            ? $"{hops}, {SourceIp(context)}"
            : SourceIp(context);
        headers["x-forwarded-port"] = context.Connection.LocalPort.ToString();
        headers["x-forwarded-proto"] = context.Request.Scheme;
        return headers;
    }

    private static void WriteCookies(Utf8JsonWriter json, HttpRequest request)
    {
        string[] cookies =
        [
            .. request.Headers.Cookie.SelectMany(header =>
                (header ?? "").Split(
                    ';',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
            ),
        ];
        if (cookies.Length == 0)
        {
            return;
        }

        json.WriteStartArray("cookies");
        foreach (string cookie in cookies)
        {
            json.WriteStringValue(cookie);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(
        Utf8JsonWriter json,
        string name,
        IEnumerable<KeyValuePair<string, string>> map
    )
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static string SourceIp(HttpContext context) => context.Connection.RemoteIpAddress!.ToString();
}
