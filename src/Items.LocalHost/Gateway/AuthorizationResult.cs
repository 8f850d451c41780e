namespace Items.LocalHost.Gateway;

/// <summary>The result of authorizing a request.</summary>
internal abstract record AuthorizationResult
{
    /// <param name="Identity">Null on a public route.</param>
    public sealed record Allowed(JwtIdentity? Identity) : AuthorizationResult;

    public sealed record Denied(GatewayError Error) : AuthorizationResult;
}
