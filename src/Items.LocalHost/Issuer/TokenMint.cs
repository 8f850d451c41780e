using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Template;

namespace Items.LocalHost.Issuer;

/// <summary>Makes tokens with the claims that Cognito's have.</summary>
internal sealed class TokenMint(string issuer, SigningKey key, TimeProvider clock)
{
    /// <summary>The one user, who never changes, so that what belongs to a caller is found again.</summary>
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

    /// <summary>Access token of a service that calls for itself.</summary>
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

    /// <summary>Access token of the developer who has signed in.</summary>
    public string UserToken(UserPoolClientSettings client, IEnumerable<string> scopes) =>
        Sign(UserClaims(client.Id, scopes), client);

    /// <summary>Says who has signed in. It is for the application, not for the API: it has no scope.</summary>
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
        var header = new JsonObject { ["kid"] = key.KeyId, ["alg"] = "RS256" };
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
