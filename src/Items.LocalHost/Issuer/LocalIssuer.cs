using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Issuer;

/// <summary>Emulates the template's user pool, at <c>/_local/</c> beside the API.</summary>
internal sealed class LocalIssuer
{
    private readonly UserPoolSettings _pool;
    private readonly SigningKey _key;
    private readonly TokenFactory _tokens;
    private readonly AuthorizationEndpoint _authorizationEndpoint;
    private readonly TokenEndpoint _tokenEndpoint;
    private readonly TimeSpan _bodyTimeout;

    /// <param name="bodyTimeout">How long a client may take to send the body of a request.</param>
    public LocalIssuer(
        UserPoolSettings pool,
        SigningKey key,
        int port,
        TimeSpan bodyTimeout,
        TimeProvider clock
    )
    {
        _pool = pool;
        _key = key;
        _bodyTimeout = bodyTimeout;
        Url = $"http://localhost:{port}{LocalPaths.Root}";
        _tokens = new TokenFactory(Url, key, clock);
        var codes = new AuthorizationCodes(clock);
        _authorizationEndpoint = new AuthorizationEndpoint(pool, codes, bodyTimeout);
        _tokenEndpoint = new TokenEndpoint(pool, _tokens, codes);
    }

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Url { get; }

    /// <inheritdoc cref="SigningKey.PublicKeys"/>
    public string PublicKeys => _key.PublicKeys;

    /// <summary>An access token of the service client with all its scopes; null without such a client.</summary>
    public string? CreateServiceToken() =>
        _pool.Clients.FirstOrDefault(client => client.IsService) is { } service
            ? _tokens.ServiceToken(service, service.Scopes)
            : null;

    /// <param name="path">Without <see cref="LocalPaths.Root"/>.</param>
    /// <returns>Null when method and path are not those of one of the issuer's endpoints.</returns>
    public RequestDelegate? Find(string method, string path) =>
        (method, path) switch
        {
            ("GET" or "HEAD", "/.well-known/openid-configuration") => context =>
                SendPublicAsync(context, Configuration()),
            ("GET" or "HEAD", "/.well-known/jwks.json") => context =>
                SendPublicAsync(context, _key.PublicKeys),
            ("GET" or "POST", "/oauth2/authorize") => AuthorizeAsync,
            ("OPTIONS", "/oauth2/token") => PreflightAsync,
            ("POST", "/oauth2/token") => SendTokenAsync,
            _ => null,
        };

    private async Task SendTokenAsync(HttpContext context)
    {
        AllowAnyOrigin(context.Response);
        var form = await OAuthParameters.ReadFormAsync(context, _bodyTimeout);
        var response = _tokenEndpoint.Handle(context.Request.Headers.Authorization.ToString(), form);
        await Json(response.Status, response.Body.ToJsonString()).WriteAsync(context);
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var response = await _authorizationEndpoint.HandleAsync(context);
        await response.WriteAsync(context);
    }

    // Pages of origins that CORS does not permit cannot use a token: their requests with it need a preflight.
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

    private static Task SendPublicAsync(HttpContext context, string json)
    {
        AllowAnyOrigin(context.Response);
        return Json(StatusCodes.Status200OK, json).WriteAsync(context);
    }

    private static HttpApiResponse Json(int status, string json) =>
        new(
            status,
            [KeyValuePair.Create("content-type", "application/json")],
            [],
            Encoding.UTF8.GetBytes(json)
        );

    private string Configuration() =>
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
                    .Clients.SelectMany(client => client.Scopes)
                    .Distinct()
                    .Select(scope => JsonValue.Create(scope)),
            ]),
        }.ToJsonString();
}
