using System.Text.Json;
using Items.LocalHost.Issuer;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Gateway;

/// <summary>Authorizes requests as the template requires for their routes.</summary>
/// <param name="authorizers">By their names in the template.</param>
/// <param name="noAuthIdentity">The identity of every caller, without a check of tokens; null to check them.</param>
/// <param name="origins">Those that are permitted by name may write without a token, as the API's own may.</param>
internal sealed class RequestAuthorizer(
    IReadOnlyDictionary<string, JwtAuthorizer> authorizers,
    JwtIdentity? noAuthIdentity,
    PermittedOrigins origins
)
{
    /// <param name="localIssuer">Replaces the template's user pool; null when it does not run.</param>
    public static RequestAuthorizer Create(
        SamTemplate template,
        HostOptions options,
        LocalIssuer? localIssuer,
        PermittedOrigins origins
    ) =>
        new(
            template.Api.Authorizers.ToDictionary(
                settings => settings.Name,
                settings => CreateAuthorizer(settings, template, options, localIssuer)
            ),
            options.NoAuth ? CreateIdentity(template) : null,
            origins
        );

    /// <summary>The local user, with all scopes of the API: the function checks them too.</summary>
    public static JwtIdentity CreateIdentity(SamTemplate template)
    {
        string[] scopes =
        [
            .. template
                .Function.Routes.SelectMany(route => route.Authorizer?.Scopes ?? [])
                .Concat(template.UserPool?.ApiScopes ?? [])
                .Distinct(),
        ];
        using var claims = JsonDocument.Parse(TokenFactory.UserClaims("no-auth", scopes).ToJsonString());
        return new JwtIdentity(JwtIdentity.Render(claims.RootElement), scopes);
    }

    public async Task<AuthorizationResult> AuthorizeAsync(Route route, HttpRequest request) =>
        route.Authorizer is not { } authorizer ? new AuthorizationResult.Allowed(null)
        : noAuthIdentity is not null
            ? IsForbiddenWrite(request)
                    ? new AuthorizationResult.Denied(
                        GatewayError.CrossOriginWrite(request.Headers.Origin.ToString())
                    )
                : new AuthorizationResult.Allowed(noAuthIdentity)
        : await authorizers[authorizer.Name]
            .AuthorizeAsync(request.Headers.Authorization.ToString(), authorizer.Scopes);

    // Browsers send such a request from any page, without a preflight when it is simple.
    private bool IsForbiddenWrite(HttpRequest request) =>
        request.Method is not ("GET" or "HEAD" or "OPTIONS")
        && Cors.IsCrossOrigin(request)
        && !origins.IncludesByName(request.Headers.Origin.ToString());

    private static JwtAuthorizer CreateAuthorizer(
        JwtAuthorizerSettings settings,
        SamTemplate template,
        HostOptions options,
        LocalIssuer? localIssuer
    )
    {
        var local = settings.Issuer == template.UserPool?.Issuer ? localIssuer : null;
        string issuer = local?.Url ?? options.Issuer ?? settings.Issuer;
        return new JwtAuthorizer(
            issuer,
            options.Audience is { } audience ? [audience] : settings.Audience,
            new IssuerKeys(
                cancellationToken =>
                    local is null
                        ? OidcDiscovery.FetchKeysAsync(issuer, cancellationToken)
                        : Task.FromResult(new JsonWebKeySet(local.PublicKeys)),
                TimeProvider.System
            ),
            TimeProvider.System
        );
    }
}
