using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Template;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Items.LocalHost.Issuer;

/// <summary>Creates tokens with the claims of Cognito's.</summary>
internal sealed class TokenFactory(string issuer, SigningKey key, TimeProvider clock)
{
    /// <summary>Constant, so that data of the user is found again after a restart.</summary>
    private const string UserId = "b1d9c6a0-3f52-4c58-9d0e-5a7f0f1c2d3e";

    public const string UserName = "developer";

    public static JsonObject UserClaims(string clientId, IEnumerable<string> scopes) =>
        new()
        {
            ["sub"] = UserId,
            ["token_use"] = "access",
            ["scope"] = string.Join(' ', scopes),
            ["client_id"] = clientId,
            ["username"] = UserName,
        };

    /// <summary>Access token of the client credentials flow.</summary>
    public string ServiceToken(UserPoolClientSettings client, IEnumerable<string> scopes) =>
        Sign(
            new JsonObject
            {
                ["sub"] = client.Id,
                ["token_use"] = "access",
                ["scope"] = string.Join(' ', scopes),
                ["client_id"] = client.Id,
                ["version"] = 2,
            },
            client
        );

    /// <summary>Access token of the authorization code flow.</summary>
    public string UserToken(UserPoolClientSettings client, IEnumerable<string> scopes) =>
        Sign(UserClaims(client.Id, scopes), client);

    /// <summary>Identifies the user to the application. It has no scopes, so it is not for the API.</summary>
    public string IdToken(UserPoolClientSettings client, string? nonce)
    {
        var claims = new JsonObject
        {
            ["sub"] = UserId,
            ["aud"] = client.Id,
            ["token_use"] = "id",
            ["cognito:username"] = UserName,
            ["email"] = "developer@example.com",
            ["email_verified"] = true,
        };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        return Sign(claims, client);
    }

    private string Sign(JsonObject claims, UserPoolClientSettings client)
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        claims["iss"] = issuer;
        claims["auth_time"] = now;
        claims["iat"] = now;
        claims["exp"] = now + (long)client.AccessTokenValidity.TotalSeconds;
        claims["jti"] = Guid.NewGuid().ToString();
        var header = new JsonObject { ["kid"] = key.Credentials.Kid, ["alg"] = "RS256" };
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{JwtTokenUtilities.CreateEncodedSignature(signed, key.Credentials)}";
    }

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
