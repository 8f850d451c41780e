using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Items.LocalHost.Tests;

/// <summary>Key sets as issuers publish them.</summary>
internal static class TestKeys
{
    public static byte[] Set(string keyId, RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        string modulus = Base64Url.EncodeToString(key.Modulus);
        string exponent = Base64Url.EncodeToString(key.Exponent);
        return Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kty":"EC","kid":"ec"},{"kty":"RSA","kid":"{{keyId}}","n":"{{modulus}}","e":"{{exponent}}"}]}"""
        );
    }
}
