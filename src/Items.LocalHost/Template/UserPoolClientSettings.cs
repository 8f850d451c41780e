namespace Items.LocalHost.Template;

/// <summary>An AWS::Cognito::UserPoolClient, which the local issuer emulates.</summary>
/// <param name="Id">The local <c>client_id</c>.</param>
/// <param name="IsService">True: client credentials flow with a secret. False: authorization code flow without one.</param>
internal sealed record UserPoolClientSettings(
    string Id,
    bool IsService,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> CallbackUrls,
    TimeSpan AccessTokenValidity
)
{
    public const string WebId = "local-web";
    public const string ServiceId = "local-service";

    public static UserPoolClientSettings Read(PropertyReader resource)
    {
        var properties = SamTemplate
            .PropertiesOf(resource)
            .Ignore("UserPoolId", "ClientName", "LogoutURLs", "SupportedIdentityProviders")
            .Ignore("PreventUserExistenceErrors", "EnableTokenRevocation", "ExplicitAuthFlows")
            // The local issuer has no refresh tokens, and its ID tokens expire with its access tokens.
            .Ignore("RefreshTokenValidity", "IdTokenValidity");
        properties.OneOf("AllowedOAuthFlowsUserPoolClient", "true");
        bool isService = properties.TextList("AllowedOAuthFlows") switch
        {
            ["code"] => false,
            ["client_credentials"] => true,
            _ => throw properties.Error(
                "AllowedOAuthFlows",
                "AllowedOAuthFlows must be [code] or [client_credentials]"
            ),
        };
        bool hasSecret = properties.OneOf("GenerateSecret", "false", "true") == "true";
        if (hasSecret != isService)
        {
            throw properties.Error(
                "GenerateSecret",
                "the local issuer supports clients with client_credentials and a secret, or with code and no secret"
            );
        }

        var settings = new UserPoolClientSettings(
            isService ? ServiceId : WebId,
            isService,
            properties.TextList("AllowedOAuthScopes") ?? [],
            properties.TextList("CallbackURLs") ?? [],
            ReadValidity(properties)
        );
        properties.RejectUnknown();
        return settings;
    }

    private static TimeSpan ReadValidity(PropertyReader properties)
    {
        int amount = properties.Integer("AccessTokenValidity", 1, 86_400) ?? 1;
        var units = properties.Mapping("TokenValidityUnits")?.Ignore("RefreshToken", "IdToken");
        string unit = units?.OneOf("AccessToken", "hours", "minutes", "seconds") ?? "hours";
        units?.RejectUnknown();
        return unit switch
        {
            "seconds" => TimeSpan.FromSeconds(amount),
            "minutes" => TimeSpan.FromMinutes(amount),
            _ => TimeSpan.FromHours(amount),
        };
    }
}
