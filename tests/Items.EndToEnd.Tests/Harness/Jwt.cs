using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A token in the making: header and claims can be anything, and anybody can sign it.</summary>
internal sealed record Jwt(JsonObject Header, JsonObject Claims)
{
    public const string Audience = "test-client";

    private string Signed => $"{Encode(Header.ToJsonString())}.{Encode(Claims.ToJsonString())}";

    /// <summary>What Cognito puts into an access token.</summary>
    public static Jwt Access(TestIssuer issuer, string scope) =>
        new(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["typ"] = "JWT",
                ["kid"] = TestIssuer.KeyId,
            },
            new JsonObject
            {
                ["iss"] = issuer.Address,
                ["sub"] = "6b1f7a3e-0c3a-4c6c-9d3c-5a9c1f0f7a11",
                ["client_id"] = Audience,
                ["token_use"] = "access",
                ["scope"] = scope,
                ["iat"] = FromNow(-60),
                ["exp"] = FromNow(3600),
            }
        );

    public static long FromNow(int seconds) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <param name="value">Null takes the claim out.</param>
    public Jwt With(string claim, JsonNode? value) => this with { Claims = Changed(Claims, claim, value) };

    /// <inheritdoc cref="With"/>
    public Jwt WithHeader(string name, JsonNode? value) =>
        this with
        {
            Header = Changed(Header, name, value),
        };

    public string Sign(RSA key) =>
        SignWith(bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignWith(Func<byte[], byte[]> sign) =>
        $"{Signed}.{Encode(sign(Encoding.ASCII.GetBytes(Signed)))}";

    public string Unsigned() => $"{Signed}.";

    private static JsonObject Changed(JsonObject json, string name, JsonNode? value)
    {
        var changed = json.DeepClone().AsObject();
        changed.Remove(name);
        if (value is not null)
        {
            changed[name] = value;
        }

        return changed;
    }
}
