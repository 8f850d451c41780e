using System.Buffers.Text;
using System.Security.Cryptography;

namespace Items.LocalHost.Tests;

/// <summary>Key sets (RFC 7517) of test keys.</summary>
internal static class TestKeys
{
    public static string Set(string keyId, RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        string modulus = Base64Url.EncodeToString(key.Modulus);
        string exponent = Base64Url.EncodeToString(key.Exponent);
        return $$"""{"keys":[{"kty":"EC","kid":"ec"},{"kty":"RSA","kid":"{{keyId}}","n":"{{modulus}}","e":"{{exponent}}"}]}""";
    }
}
