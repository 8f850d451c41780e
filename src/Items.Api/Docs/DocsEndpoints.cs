using Items.Api.Http;

namespace Items.Api.Docs;

/// <summary>The documentation: pages, what they load, and the contract itself.</summary>
internal sealed class DocsEndpoints(DocsSite site)
{
    [Get("/docs")]
    public Reply SwaggerUI(Request request, [Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Kept(site.SwaggerUI(Root(request, depth: 0)), ifNoneMatch)
            .With("content-security-policy", site.SwaggerUIPolicy);

    /// <summary>Where the issuer sends the browser back to, in a window of its own.</summary>
    [Get("/docs/oauth2-redirect")]
    public Reply SignedIn(Request request) =>
        Sent(DocsSite.SignedIn(Root(request, depth: 1)), "no-store")
            .With("content-security-policy", site.SwaggerUIPolicy);

    /// <summary>The name holds a hash of what is in it, so nobody needs to ask twice.</summary>
    [Get("/docs/assets/{name}")]
    public static Reply Asset(string name, Request request) =>
        DocsSite.Asset(name, AcceptsBrotli(request)) is { } asset
            ? Sent(asset, "public, max-age=31536000, immutable").With("vary", "accept-encoding")
            : Reply.NotFound();

    [Get("/redoc")]
    public static Reply Redoc(Request request, [Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Kept(DocsSite.Redoc(Root(request, depth: 0)), ifNoneMatch)
            .With("content-security-policy", DocsSite.RedocPolicy);

    [Get("/openapi.json")]
    public Reply ContractAsJson([Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Kept(site.ContractAsJson, ifNoneMatch);

    [Get("/openapi.yaml")]
    public Reply ContractAsYaml([Header("if-none-match")] EntityTags? ifNoneMatch) =>
        Kept(site.ContractAsYaml, ifNoneMatch);

    private static Reply Kept(Content page, EntityTags? ifNoneMatch)
    {
        string tag = DocsSite.TagOf(page);
        var reply =
            ifNoneMatch?.MatchesWeakly(tag) == true
                ? Reply.NotModified.With("cache-control", "no-cache")
                : Sent(page, "no-cache");
        return reply.With("etag", $"\"{tag}\"");
    }

    private static Reply Sent(Content content, string cacheControl) =>
        Reply
            .Ok(content)
            .With("cache-control", cacheControl)
            .With("x-content-type-options", "nosniff")
            .With("referrer-policy", "no-referrer");

    /// <summary>
    /// The way from this page to the root of the API. Relative, because what stands before the path in the client's
    /// view, a stage or the path of a custom domain's mapping, does not reach the function.
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

    private static bool AcceptsBrotli(Request request) =>
        (request.Header("accept-encoding"u8) ?? "")
            .Split(',')
            .Any(coding =>
                coding.Split(';', StringSplitOptions.TrimEntries) switch
                {
                    ["br"] => true,
                    // A weight of zero means: not at all.
                    ["br", ['q', '=', .. var weight]] => weight.AsSpan().ContainsAnyInRange('1', '9'),
                    _ => false,
                }
            );
}
