using NativeLambda.Http;
using NativeLambda.Routing;

namespace Items.Api.Docs;

/// <summary>The documentation pages, their assets, and the contract.</summary>
internal sealed class DocsEndpoints(DocsSite site)
{
    [Get("/docs")]
    public Response SwaggerUI(Request request, [Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Revalidated(site.SwaggerUI(Root(request, depth: 0)), ifNoneMatch)
            .With("content-security-policy", site.SwaggerUIPolicy);

    /// <summary>The page to which the issuer redirects the browser after the sign-in.</summary>
    [Get("/docs/oauth2-redirect")]
    public Response SignedIn(Request request) =>
        Cacheable(DocsSite.SignedIn(Root(request, depth: 1)), "no-store")
            .With("content-security-policy", site.SwaggerUIPolicy);

    /// <summary>The name contains a hash of the content, so it can be cached for ever.</summary>
    [Get("/docs/assets/{name}")]
    public Response Asset(string name, Request request) =>
        site.Asset(name, AcceptEncoding.Prefers(request.Header("accept-encoding"), "br")) is { } asset
            ? Cacheable(asset, "public, max-age=31536000, immutable").With("vary", "accept-encoding")
            : Response.NotFound();

    [Get("/redoc")]
    public static Response Redoc(Request request, [Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Revalidated(DocsSite.Redoc(Root(request, depth: 0)), ifNoneMatch)
            .With("content-security-policy", DocsSite.RedocPolicy);

    [Get("/openapi.json")]
    public Response ContractAsJson([Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Revalidated(site.ContractAsJson, ifNoneMatch);

    [Get("/openapi.yaml")]
    public Response ContractAsYaml([Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Revalidated(site.ContractAsYaml, ifNoneMatch);

    private static Response Revalidated(Content page, EntityTags? ifNoneMatch)
    {
        string tag = DocsSite.TagOf(page);
        var response =
            ifNoneMatch?.MatchesWeakly(tag) == true
                ? Response.NotModified.With("cache-control", "no-cache")
                : Cacheable(page, "no-cache");
        return response.WithETag(tag);
    }

    private static Response Cacheable(Content content, string cacheControl) =>
        Response
            .Ok(content)
            .With("cache-control", cacheControl)
            .With("x-content-type-options", "nosniff")
            .With("referrer-policy", "no-referrer");

    /// <summary>
    /// Relative URL from this page to the root of the API: the path in front of it, a stage or the path of a custom domain's
    /// mapping, is not known to the function.
    /// </summary>
    private static string Root(Request request, int depth)
    {
        bool hasSlash = request.Path.Span is [.., (byte)'/'];
        return (depth + (hasSlash ? 1 : 0)) switch
        {
            0 => "./",
            1 => "../",
            _ => "../../",
        };
    }
}
