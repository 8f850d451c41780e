using NativeLambda.Aws;
using NativeLambda.Telemetry;

namespace Items.Api.Webhooks;

/// <summary>
/// The secrets of the webhooks' senders, from a parameter of Systems Manager: <c>whsec_</c> and base64, several separated by
/// spaces, commas or line ends while a secret is replaced. Read at the first webhook, so that other calls do not wait.
/// </summary>
/// <param name="parameter">Its name.</param>
internal sealed class WebhookSecrets(SsmClient ssm, string parameter, Log log, TimeProvider clock)
{
    private const string Prefix = "whsec_";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Bounds the reads that webhooks with wrong signatures cause, and those that fail.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(30);

    private byte[][] _secrets = [];
    private long? _readAt;
    private long? _failedAt;

    /// <param name="matches">Whether one of the secrets is right; called again with new secrets when none is.</param>
    /// <exception cref="IOException">They could not be read a short time ago.</exception>
    public bool Any(Func<byte[][], bool> matches, CancellationToken cancellationToken)
    {
        if (_readAt is null || Age(_readAt) >= Lifetime)
        {
            Read(cancellationToken);
        }

        if (matches(_secrets))
        {
            return true;
        }

        // The secret may have been replaced just now.
        if (Age(_readAt) < ShortestInterval)
        {
            return false;
        }

        Read(cancellationToken);
        return matches(_secrets);
    }

    private TimeSpan? Age(long? timestamp) => timestamp is { } at ? clock.GetElapsedTime(at) : null;

    private void Read(CancellationToken cancellationToken)
    {
        if (Age(_failedAt) < ShortestInterval)
        {
            throw new IOException("The secrets of webhooks could not be read a short time ago.");
        }

        string? value;
        try
        {
            value = ssm.GetParameter(parameter, cancellationToken);
        }
        catch
        {
            _failedAt = clock.GetTimestamp();
            throw;
        }

        _secrets = Parse(value ?? "");
        _readAt = clock.GetTimestamp();
        if (_secrets.Length == 0)
        {
            log.Write(WebhookLogEvents.SecretsMissing);
        }
    }

    /// <returns>Without those that are malformed.</returns>
    internal static byte[][] Parse(string value) =>
        [
            .. value
                .Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(secret => secret.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(secret => Decode(secret[Prefix.Length..]))
                .Where(secret => secret.Length > 0),
        ];

    private static byte[] Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? bytes[..length] : [];
    }
}
