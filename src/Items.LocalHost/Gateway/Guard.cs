using Items.LocalHost.Issuer;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>Who is let through to which route, and the issuer beside it when the host plays that too.</summary>
/// <param name="Authorizers">By their names in the template.</param>
/// <param name="Developer">Everybody, when the host runs open; null when tokens are asked for.</param>
internal sealed record Guard(
    IReadOnlyDictionary<string, JwtAuthorizer> Authorizers,
    LocalIssuer? Issuer = null,
    JwtIdentity? Developer = null
)
{
    /// <returns>Nothing at all for a public route.</returns>
    public async Task<(JwtIdentity? Identity, GatewayError? Denial)> AdmitAsync(
        Route route,
        HttpRequest request
    ) =>
        route.Authorizer is not { } authorizer ? (null, null)
        : Developer is not null ? (Developer, null)
        : await Authorizers[authorizer.Name]
            .AuthorizeAsync(request.Headers.Authorization.ToString(), authorizer.Scopes);
}
