using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Items.Testing;

/// <summary>Writes JSON Web Key Sets as issuers publish them (RFC 7517).</summary>
public static class Jwks
{
    /// <summary>The public half of an RSA key.</summary>
    public static JsonObject Key(string keyId, RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = keyId,
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }

    public static string Set(params JsonNode[] keys) =>
        new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();
}
