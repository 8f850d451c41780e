namespace Items.LocalHost.Template;

/// <summary>Which authorizer stands before a route, and the scopes of which a token needs one.</summary>
internal sealed record RouteAuthorizer(string Name, IReadOnlyList<string> Scopes)
{
    /// <param name="auth">The event's <c>Auth</c>; null leaves the route public, as SAM does.</param>
    public static RouteAuthorizer? Read(Section? auth, IReadOnlyList<JwtSettings> authorizers)
    {
        if (auth is null)
        {
            return null;
        }

        string name = auth.Required("Authorizer");
        var scopes = auth.Texts("AuthorizationScopes");
        auth.Complete();
        return authorizers.FirstOrDefault(authorizer => authorizer.Name == name) is { } jwt
            ? new RouteAuthorizer(name, scopes ?? jwt.Scopes)
            : throw auth.Error("Authorizer", $"the HTTP API has no authorizer {name}");
    }
}
