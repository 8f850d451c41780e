namespace Items.LocalHost.Template;

/// <summary>An AWS::Cognito::UserPoolClient, which the local issuer plays.</summary>
/// <param name="Id">Its <c>client_id</c> on this machine.</param>
/// <param name="IsService">Has a secret and calls for itself; the others sign users in and have none.</param>
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

    public static UserPoolClientSettings Read(Section resource)
    {
        var properties = Stack
            .PropertiesOf(resource)
            .WithoutLocalEffect("UserPoolId", "ClientName", "LogoutURLs", "SupportedIdentityProviders")
            .WithoutLocalEffect("PreventUserExistenceErrors", "EnableTokenRevocation", "ExplicitAuthFlows")
            // The local issuer gives no refresh tokens, and its ID tokens live as long as its access tokens.
            .WithoutLocalEffect("RefreshTokenValidity", "IdTokenValidity");
        properties.OneOf("AllowedOAuthFlowsUserPoolClient", "true");
        bool isService = properties.Texts("AllowedOAuthFlows") switch
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
                "the local issuer plays clients with client_credentials and a secret, or with code and none"
            );
        }

        var settings = new UserPoolClientSettings(
            isService ? ServiceId : WebId,
            isService,
            properties.Texts("AllowedOAuthScopes") ?? [],
            properties.Texts("CallbackURLs") ?? [],
            ReadValidity(properties)
        );
        properties.Complete();
        return settings;
    }

    private static TimeSpan ReadValidity(Section properties)
    {
        int amount = properties.Whole("AccessTokenValidity", 1, 86_400) ?? 1;
        var units = properties.Map("TokenValidityUnits")?.WithoutLocalEffect("RefreshToken", "IdToken");
        string unit = units?.OneOf("AccessToken", "hours", "minutes", "seconds") ?? "hours";
        units?.Complete();
        return unit switch
        {
            "seconds" => TimeSpan.FromSeconds(amount),
            "minutes" => TimeSpan.FromMinutes(amount),
            _ => TimeSpan.FromHours(amount),
        };
    }
}
