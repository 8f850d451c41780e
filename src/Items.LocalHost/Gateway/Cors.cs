using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>The CORS headers of the gateway, which replace those of the function.</summary>
/// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html</remarks>
internal sealed class Cors(CorsSettings settings, PermittedOrigins origins)
{
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Whether a page on another origin than this server's sent the request.</summary>
    public static bool IsCrossOrigin(HttpRequest request) =>
        request.Headers.Origin.Count > 0 && request.Headers.Origin != $"http://{request.Host}";

    public static HttpApiResponse RemoveCorsHeaders(HttpApiResponse response) =>
        response with
        {
            Headers =
            [
                .. response.Headers.Where(header =>
                    !header.Key.StartsWith("access-control-", StringComparison.Ordinal)
                ),
            ],
        };

    /// <summary>Adds the headers of every response to an allowed origin, including the gateway's errors.</summary>
    public void AddHeaders(HttpContext context)
    {
        if (AllowedOrigin(context.Request) is not { } origin)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        if (settings.AllowCredentials)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        // A preflight response exposes no headers.
        if (settings.ExposeHeaders.Count > 0 && !IsPreflight(context.Request))
        {
            headers.AccessControlExposeHeaders = string.Join(',', settings.ExposeHeaders);
        }
    }

    /// <summary>The response to a preflight, to which <see cref="AddHeaders"/> adds.</summary>
    public HttpApiResponse Preflight(HttpContext context)
    {
        List<KeyValuePair<string, string>> headers = [];
        if (AllowedOrigin(context.Request) is not null)
        {
            Add("access-control-allow-methods", string.Join(',', settings.AllowMethods));
            Add("access-control-allow-headers", string.Join(',', settings.AllowHeaders));
            Add("access-control-max-age", $"{settings.MaxAge}");
        }

        return new HttpApiResponse(204, headers, [], default);

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                headers.Add(KeyValuePair.Create(name, value));
            }
        }
    }

    /// <summary>Why a browser withholds the response from a page on another origin; null when it does not.</summary>
    public string? FindRejection(HttpRequest request)
    {
        if (AllowedOrigin(request) is null)
        {
            return origins.Rejection(request.Headers.Origin.ToString());
        }

        return IsPreflight(request) ? FindPreflightRejection(request) : null;
    }

    private string? FindPreflightRejection(HttpRequest request)
    {
        string method = request.Headers.AccessControlRequestMethod.ToString();
        // Browsers allow these methods without a permission.
        if (
            method is not ("GET" or "HEAD" or "POST")
            && !Allows(settings.AllowMethods, method, StringComparer.Ordinal)
        )
        {
            return $"CORS: the method {method} is not in AllowMethods ({string.Join(", ", settings.AllowMethods)}); add it in the template";
        }

        string[] headers = request
            .Headers.AccessControlRequestHeaders.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
            Array.Find(
                headers,
                header => !Allows(settings.AllowHeaders, header, StringComparer.OrdinalIgnoreCase)
            )
                is { } rejected
            ? $"CORS: the header {rejected} is not in AllowHeaders ({string.Join(", ", settings.AllowHeaders)}); add it in the template"
            : null;
    }

    // The star does not permit the Authorization header: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
    private static bool Allows(IReadOnlyList<string> allowed, string name, StringComparer comparer) =>
        allowed.Contains(name, comparer)
        || (allowed.Contains("*") && !name.Equals("authorization", StringComparison.OrdinalIgnoreCase));

    private string? AllowedOrigin(HttpRequest request) => origins.Find(request.Headers.Origin.ToString());
}
