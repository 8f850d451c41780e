using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Values of the Authorization header that must be rejected, by a name of what is wrong.</summary>
internal static class ForgedTokens
{
    private static readonly RSA AttackerKey = RSA.Create(2048);

    /// <summary>All of them claim both scopes and are rejected with 401.</summary>
    public static IReadOnlyDictionary<string, Func<TestIssuer, string>> All { get; } =
        new Dictionary<string, Func<TestIssuer, string>>
        {
            ["empty"] = _ => "",
            ["scheme only"] = _ => "Bearer",
            ["scheme and space"] = _ => "Bearer ",
            ["garbage"] = _ => "Bearer garbage",
            ["three dots"] = _ => "Bearer ...",
            ["three invalid parts"] = _ => "Bearer %%.%%.%%",
            ["null"] = _ => "Bearer null",
            ["basic"] = _ => "Basic bG9jYWwtc2VydmljZTpsb2NhbC1zZWNyZXQ=",
            ["scheme twice"] = issuer => Bearer(Bearer(Valid(issuer).Sign(issuer.Key))),
            ["two tokens"] = issuer =>
                $"Bearer {Valid(issuer).Sign(issuer.Key)}, Bearer {Valid(issuer).Sign(issuer.Key)}",
            ["header nested too deep"] = _ =>
                $"Bearer {Jwt.Encode(string.Concat(Enumerable.Repeat("{\"a\":", 500)))}.e30.e30",
            ["claims are a list"] = issuer => Resigned(issuer, "[]"),
            ["claims are null"] = issuer => Resigned(issuer, "null"),

            ["expired"] = Claim("exp", _ => TestIssuer.FromNow(-60)),
            ["expires never"] = Claim("exp", _ => null),
            ["expires as text"] = Claim("exp", _ => $"{TestIssuer.FromNow(3600)}"),
            ["expires before 1970"] = Claim("exp", _ => -1),
            ["expiry overflows"] = Claim("exp", _ => JsonNode.Parse("1e400")),
            ["not yet valid"] = Claim("nbf", _ => TestIssuer.FromNow(120)),
            ["issued in the future"] = Claim("iat", _ => TestIssuer.FromNow(120)),
            ["another issuer"] = Claim("iss", _ => "https://issuer.example"),
            ["issuer with a slash"] = Claim("iss", issuer => issuer.Address + "/"),
            ["no issuer"] = Claim("iss", _ => null),
            ["list of issuers"] = Claim("iss", issuer => new JsonArray(issuer.Address)),
            ["another client"] = Claim("client_id", _ => "another-client"),
            ["no client and no audience"] = Claim("client_id", _ => null),
            ["another audience beside the right client"] = Claim("aud", _ => "another-client"),
            ["empty audience beside the right client"] = Claim("aud", _ => new JsonArray()),

            ["alg none"] = Algorithm("none", jwt => jwt.WithoutSignature()),
            ["alg None"] = Algorithm("None", jwt => jwt.WithoutSignature()),
            ["alg NONE"] = Algorithm("NONE", jwt => jwt.WithoutSignature()),
            ["alg nOnE"] = Algorithm("nOnE", jwt => jwt.WithoutSignature()),
            ["alg empty"] = Algorithm("", jwt => jwt.WithoutSignature()),
            ["alg none with a valid signature"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", "none").Sign(issuer.Key)),
            ["no alg"] = issuer => Bearer(Valid(issuer).WithHeader("alg", null).Sign(issuer.Key)),
            ["list of algs"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", new JsonArray("RS256", "none")).Sign(issuer.Key)),
            ["alg in lower case"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", "rs256").Sign(issuer.Key)),
            ["RS256 that says RS512"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", "RS512").Sign(issuer.Key)),
            ["RS256 that says PS256"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", "PS256").Sign(issuer.Key)),
            ["RS256 that says ES256"] = issuer =>
                Bearer(Valid(issuer).WithHeader("alg", "ES256").Sign(issuer.Key)),
            ["HS256 with the public key, PEM"] = Hmac(issuer => issuer.Key.ExportSubjectPublicKeyInfoPem()),
            ["HS256 with the public key, PEM with a line end"] = Hmac(issuer =>
                issuer.Key.ExportSubjectPublicKeyInfoPem() + "\n"
            ),
            ["HS256 with the public key, PKCS 1"] = Hmac(issuer => issuer.Key.ExportRSAPublicKeyPem()),
            ["HS256 with the modulus"] = Hmac(issuer => (string)issuer.PublicKey["n"]!),
            ["HS256 with the JWK"] = Hmac(issuer => issuer.PublicKey.ToJsonString()),
            ["HS256 with an empty key"] = Hmac(_ => ""),

            ["another key under the right kid"] = issuer => Bearer(Valid(issuer).Sign(AttackerKey)),
            ["no kid"] = issuer => Bearer(Valid(issuer).WithHeader("kid", null).Sign(issuer.Key)),
            ["empty kid"] = KeyId(""),
            ["unknown kid"] = KeyId("another-key"),
            ["kid is a number"] = KeyId(0),
            ["kid is a list"] = issuer =>
                Bearer(Valid(issuer).WithHeader("kid", new JsonArray(TestIssuer.KeyId)).Sign(issuer.Key)),
            ["kid is a path"] = KeyId("../../../../../dev/null"),
            ["kid is a path to the key"] = KeyId($"./{TestIssuer.KeyId}"),
            ["kid is a URL"] = KeyId("http://127.0.0.1:9/jwks.json"),
            ["kid with NUL"] = KeyId($"{TestIssuer.KeyId}\0"),
            ["kid with SQL"] = KeyId("' OR '1'='1"),
            ["kid with a command"] = KeyId("$(id)"),
            ["own key in jwk"] = issuer =>
                Bearer(
                    Valid(issuer).WithHeader("jwk", Jwks.Key(TestIssuer.KeyId, AttackerKey)).Sign(AttackerKey)
                ),
            ["own key set in jku"] = issuer =>
                Bearer(Valid(issuer).WithHeader("jku", $"{issuer.Address}/attacker.json").Sign(AttackerKey)),
            ["own certificate in x5u"] = issuer =>
                Bearer(Valid(issuer).WithHeader("x5u", $"{issuer.Address}/attacker.pem").Sign(AttackerKey)),

            ["signature stripped"] = issuer => Bearer(Valid(issuer).WithoutSignature()),
            ["signature and its dot stripped"] = issuer =>
                Bearer(Valid(issuer).WithoutSignature().TrimEnd('.')),
            ["signature cut short"] = issuer => Bearer(Valid(issuer).Sign(issuer.Key)[..^4]),
            ["signature of zeros"] = issuer => Bearer(Valid(issuer).SignWith(_ => new byte[256])),
            ["signature altered"] = issuer =>
                Bearer(
                    Valid(issuer)
                        .SignWith(bytes =>
                        {
                            byte[] signature = Signature(issuer, bytes);
                            signature[128] ^= 1;
                            return signature;
                        })
                ),
            ["claims altered"] = issuer =>
            {
                string signed = issuer.SignedToken("items/read");
                return Bearer(Valid(issuer).WithoutSignature() + signed.Split('.')[2]);
            },
            ["a fourth part"] = issuer => Bearer(Valid(issuer).Sign(issuer.Key) + ".e30"),
            ["encrypted, in five parts"] = _ => Bearer("e30.e30.e30.e30.e30"),
        };

    private static Jwt Valid(TestIssuer issuer) => issuer.Token("items/read items/write");

    private static string Bearer(string token) => $"Bearer {token}";

    private static Func<TestIssuer, string> Claim(string name, Func<TestIssuer, JsonNode?> value) =>
        issuer => Bearer(Valid(issuer).With(name, value(issuer)).Sign(issuer.Key));

    private static Func<TestIssuer, string> Algorithm(string name, Func<Jwt, string> sign) =>
        issuer => Bearer(sign(Valid(issuer).WithHeader("alg", name)));

    private static Func<TestIssuer, string> Hmac(Func<TestIssuer, string> secret) =>
        issuer =>
            Bearer(
                Valid(issuer)
                    .WithHeader("alg", "HS256")
                    .SignWith(bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret(issuer)), bytes))
            );

    /// <summary>Signed with the right key: only its name is wrong.</summary>
    private static Func<TestIssuer, string> KeyId(JsonNode kid) =>
        issuer => Bearer(Valid(issuer).WithHeader("kid", kid.DeepClone()).Sign(issuer.Key));

    private static string Resigned(TestIssuer issuer, string claims)
    {
        string signed = $"{Valid(issuer).WithoutSignature().Split('.')[0]}.{Jwt.Encode(claims)}";
        return Bearer(
            $"{signed}.{Base64Url.EncodeToString(Signature(issuer, Encoding.ASCII.GetBytes(signed)))}"
        );
    }

    private static byte[] Signature(TestIssuer issuer, byte[] bytes) =>
        issuer.Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
