using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Issuer;

/// <summary>Plays the template's user pool, below <c>/_local/</c> beside the API.</summary>
internal sealed class LocalIssuer
{
    private const string Root = "/_local";

    private readonly UserPool _pool;
    private readonly SigningKey _key;
    private readonly TokenMint _mint;
    private readonly AuthorizationCodes _codes;
    private readonly TokenEndpoint _tokens;

    public LocalIssuer(UserPool pool, SigningKey key, int port, TimeProvider clock)
    {
        _pool = pool;
        _key = key;
        Url = $"http://localhost:{port}{Root}";
        _mint = new TokenMint(Url, key, clock);
        _codes = new AuthorizationCodes(clock);
        _tokens = new TokenEndpoint(pool, _mint, _codes);
    }

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Url { get; }

    /// <summary>An access token of the service client with all its scopes, to be pasted; null without such a client.</summary>
    public string? ReadyToken() =>
        _pool.Clients.FirstOrDefault(client => client.IsService) is { } service
            ? _mint.ServiceToken(service, service.Scopes)
            : null;

    /// <returns>False when the request is not for the issuer.</returns>
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        // The same reading of the path as the gateway's, so that no request is the business of both.
        string rawTarget = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (
            RequestTarget.Parse(rawTarget)?.Path is not { } path
            || !path.StartsWith(Root + "/", StringComparison.Ordinal)
        )
        {
            return false;
        }

        context.Response.Headers.CacheControl = "no-store";
        await (
            (context.Request.Method, path[Root.Length..]) switch
            {
                ("GET" or "HEAD", "/.well-known/openid-configuration") => SendPublicAsync(
                    context,
                    Configuration()
                ),
                ("GET" or "HEAD", "/.well-known/jwks.json") => SendPublicAsync(context, _key.PublicKeys),
                ("GET" or "POST", "/oauth2/authorize") => AuthorizeAsync(context),
                ("OPTIONS", "/oauth2/token") => PreflightAsync(context),
                ("POST", "/oauth2/token") => SendTokenAsync(context),
                _ => GatewayError.NotFound.WriteAsync(context),
            }
        );
        return true;
    }

    private async Task SendTokenAsync(HttpContext context)
    {
        AllowAnyOrigin(context.Response);
        var (body, isError) = await _tokens.AnswerAsync(context.Request);
        context.Response.StatusCode = isError ? 400 : 200;
        await SendAsync(context, "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var (request, redirectTo, error) = AuthorizationRequest.Read(context.Request.Query, _pool);
        if (request is not null && HttpMethods.IsPost(context.Request.Method))
        {
            redirectTo = request.ReturnWith(_codes.Issue(request));
        }

        if (redirectTo is not null)
        {
            // Not 302 for a POST: the browser must come with GET whatever it did before.
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = redirectTo;
            return;
        }

        context.Response.StatusCode = request is null ? 400 : 200;
        string page = request is null ? SignInPage.Refusal(error!) : SignInPage.For(request);
        // One click must be one that the developer has made and seen.
        context.Response.Headers.XFrameOptions = "DENY";
        await SendAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }

    // The API of this host lets only the template's origins in; a token alone is of no use to the others.
    private static void AllowAnyOrigin(HttpResponse response) =>
        response.Headers.AccessControlAllowOrigin = "*";

    private static Task PreflightAsync(HttpContext context)
    {
        AllowAnyOrigin(context.Response);
        context.Response.Headers.AccessControlAllowMethods = "POST";
        context.Response.Headers.AccessControlAllowHeaders = "authorization,content-type";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task SendPublicAsync(HttpContext context, byte[] json)
    {
        AllowAnyOrigin(context.Response);
        return SendAsync(context, "application/json", json);
    }

    private static async Task SendAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    private byte[] Configuration() =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["issuer"] = Url,
                ["authorization_endpoint"] = $"{Url}/oauth2/authorize",
                ["token_endpoint"] = $"{Url}/oauth2/token",
                ["jwks_uri"] = $"{Url}/.well-known/jwks.json",
                ["response_types_supported"] = new JsonArray("code"),
                ["grant_types_supported"] = new JsonArray("authorization_code", "client_credentials"),
                ["code_challenge_methods_supported"] = new JsonArray("S256"),
                ["subject_types_supported"] = new JsonArray("public"),
                ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
                ["token_endpoint_auth_methods_supported"] = new JsonArray(
                    "client_secret_basic",
                    "client_secret_post",
                    "none"
                ),
                ["scopes_supported"] = new JsonArray([
                    .. _pool
                        .Clients.SelectMany(it => it.Scopes)
                        .Distinct()
                        .Select(it => JsonValue.Create(it)),
                ]),
            }.ToJsonString()
        );
}
