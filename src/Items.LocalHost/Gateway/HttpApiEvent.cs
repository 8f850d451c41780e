using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>An event in payload format 2.0, of an HTTP API or of a function URL.</summary>
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

    /// <summary>Also in a header of the response.</summary>
    public required string RequestId { get; init; }

    /// <summary>Such as <c>ANY /{proxy+}</c>.</summary>
    public required string RouteKey { get; init; }

    public IReadOnlyDictionary<string, string> PathParameters { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public required RequestTarget Target { get; init; }

    public required string Stage { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary><c>Root=1-…</c>, from the caller's <c>x-amzn-trace-id</c> when it sent one.</summary>
    public required string TraceRoot { get; init; }

    /// <summary>What the authorizer found out about the caller; null on a public route.</summary>
    public JsonObject? Authorizer { get; init; }

    /// <summary>Id of the HTTP API or of the function URL.</summary>
    public string ApiId { get; init; } = LocalAws.ApiId;

    /// <summary>Null for the name by which the client called.</summary>
    public string? DomainName { get; init; }

    public ReadOnlyMemory<byte> ToJson(HttpContext context)
    {
        var json = new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = RouteKey,
            ["rawPath"] = Target.Path,
            ["rawQueryString"] = Target.RawQuery,
        };
        if (Cookies(context.Request) is { Count: > 0 } cookies)
        {
            json["cookies"] = cookies;
        }

        json["headers"] = ToObject(Headers(context));
        if (Target.Query is { Count: > 0 } query)
        {
            json["queryStringParameters"] = ToObject(query);
        }

        if (PathParameters.Count > 0)
        {
            json["pathParameters"] = ToObject(PathParameters);
        }

        json["requestContext"] = RequestContext(context);
        bool isBase64 = !Body.IsEmpty && !IsText(context.Request.ContentType);
        if (!Body.IsEmpty)
        {
            json["body"] = isBase64 ? Convert.ToBase64String(Body.Span) : Encoding.UTF8.GetString(Body.Span);
        }

        json["isBase64Encoded"] = isBase64;
        var buffer = new ArrayBufferWriter<byte>(4096 + (Body.Length * 2));
        using var writer = new Utf8JsonWriter(buffer, Options);
        json.WriteTo(writer);
        writer.Flush();
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

    private JsonObject RequestContext(HttpContext context)
    {
        var now = DateTimeOffset.UtcNow;
        string domain = DomainName ?? context.Request.Host.Host;
        var json = new JsonObject { ["accountId"] = LocalAws.AccountId, ["apiId"] = ApiId };
        if (Authorizer is not null)
        {
            json["authorizer"] = Authorizer;
        }

        json["domainName"] = domain;
        json["domainPrefix"] = domain.Split('.')[0];
        json["http"] = new JsonObject
        {
            ["method"] = context.Request.Method,
            ["path"] = Target.Path,
            ["protocol"] = "HTTP/1.1",
            ["sourceIp"] = SourceIp(context),
            ["userAgent"] = context.Request.Headers.UserAgent.ToString(),
        };
        json["requestId"] = RequestId;
        json["routeKey"] = RouteKey;
        json["stage"] = Stage;
        json["time"] = now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
        json["timeEpoch"] = now.ToUnixTimeMilliseconds();
        return json;
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

    private static JsonArray Cookies(HttpRequest request) =>
        [
            .. request
                .Headers.Cookie.SelectMany(header =>
                    (header ?? "").Split(';', StringSplitOptions.TrimEntries)
                )
                .Where(cookie => cookie.Length > 0)
                .Select(cookie => JsonValue.Create(cookie)),
        ];

    private static JsonObject ToObject(IEnumerable<KeyValuePair<string, string>> texts) =>
        new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static string SourceIp(HttpContext context) => context.Connection.RemoteIpAddress!.ToString();
}
