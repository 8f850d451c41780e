namespace Items.LocalHost.Template;

/// <summary>The authorizer of a route.</summary>
/// <param name="Scopes">A token needs one of them, or none when the list is empty.</param>
internal sealed record RouteAuthorizerSettings(string Name, IReadOnlyList<string> Scopes)
{
    /// <param name="auth">The event's <c>Auth</c>; null for a public route.</param>
    public static RouteAuthorizerSettings? Read(
        PropertyReader? auth,
        IReadOnlyList<JwtAuthorizerSettings> authorizers
    )
    {
        if (auth is null)
        {
            return null;
        }

        string name = auth.Required("Authorizer");
        var scopes = auth.TextList("AuthorizationScopes");
        auth.RejectUnknown();
        return authorizers.FirstOrDefault(authorizer => authorizer.Name == name) is { } jwt
            ? new RouteAuthorizerSettings(name, scopes ?? jwt.Scopes)
            : throw auth.Error("Authorizer", $"the HTTP API has no authorizer {name}");
    }
}
