using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Issuer;

/// <summary>Emulates the template's user pool, at <c>/_local/</c> beside the API.</summary>
internal sealed class LocalIssuer
{
    private const string Root = "/_local";

    private readonly UserPoolSettings _pool;
    private readonly SigningKey _key;
    private readonly TokenFactory _tokens;
    private readonly AuthorizationCodes _codes;
    private readonly TokenEndpoint _tokenEndpoint;
    private readonly TimeSpan _bodyTimeout;
    private readonly byte[] _formKey = RandomNumberGenerator.GetBytes(32);

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
        Url = $"http://localhost:{port}{Root}";
        _tokens = new TokenFactory(Url, key, clock);
        _codes = new AuthorizationCodes(clock);
        _tokenEndpoint = new TokenEndpoint(pool, _tokens, _codes);
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

    /// <returns>False when the path is not one of the issuer's.</returns>
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        // The gateway parses the path in the same way, so exactly one of them handles a request.
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
                _ => GatewayError.NotFound.ToResponse().WriteAsync(context),
            }
        );
        return true;
    }

    private async Task SendTokenAsync(HttpContext context)
    {
        AllowAnyOrigin(context.Response);
        var form = await OAuthParameters.ReadFormAsync(context, _bodyTimeout);
        var response = _tokenEndpoint.Handle(context.Request.Headers.Authorization.ToString(), form);
        context.Response.StatusCode = response.Status;
        await SendAsync(context, "application/json", response.Body.ToJsonString());
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        switch (AuthorizationRequest.Read(context.Request.Query, _pool))
        {
            case AuthorizationRequestResult.Invalid invalid:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await SendPageAsync(context, SignInPage.Error(invalid.Message));
                break;
            case AuthorizationRequestResult.Redirect redirect:
                Redirect(context.Response, redirect.Location);
                break;
            case AuthorizationRequestResult.Valid { Request: var request }
                when HttpMethods.IsPost(context.Request.Method):
                await SignInAsync(context, request);
                break;
            case AuthorizationRequestResult.Valid { Request: var request }:
                await SendPageAsync(context, SignInPage.SignIn(request, FormToken(context.Request)));
                break;
        }
    }

    private async Task SignInAsync(HttpContext context, AuthorizationRequest request)
    {
        var form = await OAuthParameters.ReadFormAsync(context, _bodyTimeout);
        if (
            Cors.IsCrossOrigin(context.Request)
            || form?.SingleValue("form_token") != FormToken(context.Request)
        )
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await SendPageAsync(
                context,
                SignInPage.Error("The form was not sent by the sign-in page of this host; sign in again")
            );
            return;
        }

        Redirect(context.Response, request.RedirectUriWith(_codes.Issue(request)));
    }

    /// <summary>
    /// Only the sign-in page of the same authorization request contains it, and pages on other origins cannot read that
    /// page: they cannot submit the form without the user's click.
    /// </summary>
    private string FormToken(HttpRequest request) =>
        Convert.ToHexString(
            HMACSHA256.HashData(_formKey, Encoding.UTF8.GetBytes(request.QueryString.ToString()))
        );

    private static void Redirect(HttpResponse response, string location)
    {
        // Not 302: after a POST the browser must follow with GET.
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = location;
    }

    private static Task SendPageAsync(HttpContext context, string html)
    {
        // Another page could hide the page in a frame and mislead the user into a click.
        context.Response.Headers.XFrameOptions = "DENY";
        return SendAsync(context, "text/html; charset=utf-8", html);
    }

    // Pages of other origins than the template's cannot use a token: the API's CORS headers exclude them.
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
        return SendAsync(context, "application/json", json);
    }

    private static async Task SendAsync(HttpContext context, string type, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

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
