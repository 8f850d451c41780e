using System.Security;

namespace NativeLambda.Cryptography;

/// <summary>
/// SHA-256 by OpenSSL's libcrypto. .NET's class uses the same library, but initializes more of it, which takes longer than
/// the hashes of a request (docs/decisions/0012-cold-path.md).
/// </summary>
public static unsafe class Sha256
{
    /// <summary>Bytes of a hash and of a code.</summary>
    public const int Length = 32;

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[Length];
        Hash(data, hash);
        return hash;
    }

    /// <param name="hash">Receives <see cref="Length"/> bytes.</param>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        fixed (byte* input = data)
        fixed (byte* output = hash[..Length])
        {
            if (LibCrypto.SHA256(input, (nuint)data.Length, output) is null)
            {
                throw NotAvailable();
            }
        }
    }

    /// <summary>The message authentication code HMAC-SHA-256.</summary>
    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        byte[] code = new byte[Length];
        Hmac(key, data, code);
        return code;
    }

    /// <param name="code">Receives <see cref="Length"/> bytes.</param>
    public static void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> code)
    {
        fixed (byte* secret = key)
        fixed (byte* input = data)
        fixed (byte* output = code[..Length])
        {
            byte* result = LibCrypto.HMAC(
                LibCrypto.EVP_sha256(),
                secret,
                key.Length,
                input,
                (nuint)data.Length,
                output,
                null
            );
            if (result is null)
            {
                throw NotAvailable();
            }
        }
    }

    private static SecurityException NotAvailable() => new("The configuration of OpenSSL has no SHA-256.");
}
