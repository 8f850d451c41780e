namespace Items.LocalHost.Template;

/// <summary>A JWT authorizer of an AWS::Serverless::HttpApi.</summary>
/// <param name="Scopes">Any one of them is enough; none needed when it is empty. A route may name its own.</param>
internal sealed record JwtSettings(
    string Name,
    string Issuer,
    IReadOnlyList<string> Audience,
    IReadOnlyList<string> Scopes
)
{
    public static IReadOnlyList<JwtSettings> Read(Section? auth)
    {
        if (auth is null)
        {
            return [];
        }

        JwtSettings[] authorizers =
        [
            .. auth.Named("Authorizers").Select(pair => ReadAuthorizer(pair.Key, pair.Value)),
        ];
        auth.Complete();
        return authorizers;
    }

    private static JwtSettings ReadAuthorizer(string name, Section section)
    {
        // The only place that the local host looks for a token in.
        section.Required("IdentitySource");
        section.OneOf("IdentitySource", "$request.header.Authorization");
        var jwt =
            section.Map("JwtConfiguration")
            ?? throw section.Error("JwtConfiguration", "needs a JwtConfiguration");
        var settings = new JwtSettings(
            name,
            jwt.Required("issuer"),
            jwt.Texts("audience") ?? throw jwt.Error("audience", "needs an audience"),
            section.Texts("AuthorizationScopes") ?? []
        );
        jwt.Complete();
        section.Complete();
        return settings;
    }
}
