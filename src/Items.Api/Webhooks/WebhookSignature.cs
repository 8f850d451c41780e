using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NativeLambda.Cryptography;

namespace Items.Api.Webhooks;

/// <summary>
/// The signature of a webhook as the Standard Webhooks specification defines it
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): HMAC-SHA256 over
/// <c>id.timestamp.body</c>.
/// </summary>
internal static class WebhookSignature
{
    private const string Version = "v1,";

    /// <summary>Largest difference between the sender's clock and ours, in either direction.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <param name="timestamp">Value of <c>webhook-timestamp</c>: seconds since the Unix epoch.</param>
    public static bool IsCurrent(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && Math.Abs((double)seconds - now.ToUnixTimeSeconds()) <= Tolerance.TotalSeconds;

    /// <param name="signatures">Value of <c>webhook-signature</c>: a list separated by spaces, one for each secret of the sender.</param>
    /// <returns>Whether one of the signatures was made with one of the secrets.</returns>
    public static bool Matches(
        IEnumerable<byte[]> secrets,
        string id,
        string timestamp,
        ReadOnlySpan<byte> body,
        string signatures
    )
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        byte[][] received = [.. signatures.Split(' ').Select(Decode).OfType<byte[]>()];
        return secrets
                .Select(secret => Sha256.Hmac(secret, content))
                // No early end: the time does not depend on which secret or signature matches.
                .Sum(expected => received.Count(it => CryptographicOperations.FixedTimeEquals(it, expected)))
            > 0;
    }

    /// <returns>Null for a signature of another version, or that is not base64.</returns>
    private static byte[]? Decode(string signature)
    {
        byte[] code = new byte[Sha256.Length];
        return
            signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(signature.AsSpan(Version.Length), code, out int length)
            && length == code.Length
            ? code
            : null;
    }
}
