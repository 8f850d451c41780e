using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Gateway;

/// <summary>Verifies the signature of a token.</summary>
internal static class JwtSignature
{
    private static readonly CryptoProviderFactory Factory = new() { CacheSignatureProviders = false };

    /// <exception cref="InvalidTokenException">The token is not signed with RSA by one of the keys.</exception>
    public static async Task VerifyAsync(Jwt token, IssuerKeys keys)
    {
        if (token.Algorithm is not ("RS256" or "RS384" or "RS512"))
        {
            throw new InvalidTokenException(
                "signing method is invalid",
                $"the token's alg is {token.Algorithm ?? "missing"}, not RS256, RS384 or RS512"
            );
        }

        var key =
            await keys.FindAsync(token.KeyId ?? throw new InvalidTokenException("kid is missing"))
            ?? throw new InvalidTokenException(
                "the token has an unknown kid",
                $"the issuer has no key with the token's kid {token.KeyId}"
            );
        if (!IsSignedBy(key, token))
        {
            throw new InvalidTokenException("the signature is invalid");
        }
    }

    private static bool IsSignedBy(RsaSecurityKey key, Jwt token)
    {
        try
        {
            using var verifier = Factory.CreateForVerifying(key, token.Algorithm);
            return verifier.Verify(token.SignedBytes, token.Signature);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // The issuer's key is too short, or its numbers are not an RSA key.
            return false;
        }
    }
}
