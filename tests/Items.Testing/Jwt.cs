using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.Testing;

/// <summary>A token before its signature, with any header and claims.</summary>
public sealed record Jwt(JsonObject Header, JsonObject Claims)
{
    private string SigningInput => $"{Encode(Header.ToJsonString())}.{Encode(Claims.ToJsonString())}";

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <param name="value">Null removes the claim.</param>
    public Jwt With(string claim, JsonNode? value) => this with { Claims = Changed(Claims, claim, value) };

    /// <inheritdoc cref="With"/>
    public Jwt WithHeader(string name, JsonNode? value) =>
        this with
        {
            Header = Changed(Header, name, value),
        };

    /// <summary>Signs with RSA, PKCS 1, whatever the header says.</summary>
    /// <param name="hash">SHA-256 unless given.</param>
    public string Sign(RSA key, HashAlgorithmName? hash = null) =>
        SignWith(bytes => key.SignData(bytes, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignWith(Func<byte[], byte[]> sign) =>
        $"{SigningInput}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(SigningInput)))}";

    public string WithoutSignature() => $"{SigningInput}.";

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
