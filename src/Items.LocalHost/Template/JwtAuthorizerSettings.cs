namespace Items.LocalHost.Template;

/// <summary>A JWT authorizer of an AWS::Serverless::HttpApi.</summary>
/// <param name="Scopes">Default of its routes: a token needs one of them, or none when the list is empty.</param>
internal sealed record JwtAuthorizerSettings(
    string Name,
    string Issuer,
    IReadOnlyList<string> Audience,
    IReadOnlyList<string> Scopes
)
{
    public static IReadOnlyList<JwtAuthorizerSettings> Read(PropertyReader? auth)
    {
        if (auth is null)
        {
            return [];
        }

        JwtAuthorizerSettings[] authorizers =
        [
            .. auth.NamedMappings("Authorizers").Select(pair => ReadAuthorizer(pair.Key, pair.Value)),
        ];
        auth.RejectUnknown();
        return authorizers;
    }

    private static JwtAuthorizerSettings ReadAuthorizer(string name, PropertyReader properties)
    {
        // OneOf accepts an absent property; CloudFormation does not.
        properties.Required("IdentitySource");
        properties.OneOf("IdentitySource", "$request.header.Authorization");
        var jwt =
            properties.Mapping("JwtConfiguration")
            ?? throw properties.Error("JwtConfiguration", "needs a JwtConfiguration");
        var settings = new JwtAuthorizerSettings(
            name,
            jwt.Required("issuer"),
            jwt.TextList("audience") ?? throw jwt.Error("audience", "needs an audience"),
            properties.TextList("AuthorizationScopes") ?? []
        );
        jwt.RejectUnknown();
        properties.RejectUnknown();
        return settings;
    }
}
