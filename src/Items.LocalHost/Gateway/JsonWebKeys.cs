using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>The public keys of an issuer, remembered for two hours.</summary>
/// <param name="fetchAsync">Gets the issuer's key set (RFC 7517).</param>
internal sealed class JsonWebKeys(Func<CancellationToken, Task<byte[]>> fetchAsync, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    // Or anybody could have the issuer asked with every request, by making up a new kid each time.
    private static readonly TimeSpan RefetchPause = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1);
    private Dictionary<string, RSAParameters> _keys = [];
    private DateTimeOffset _fetched = DateTimeOffset.MinValue;
    private DateTimeOffset _refetched = DateTimeOffset.MinValue;

    /// <returns>Null when the issuer has no such RSA key for signatures.</returns>
    /// <exception cref="InvalidTokenException">The issuer does not answer and there are no keys to go on with.</exception>
    public async Task<RSAParameters?> FindAsync(string keyId)
    {
        await _turn.WaitAsync();
        try
        {
            var now = clock.GetUtcNow();
            if (now - _fetched >= Lifetime)
            {
                await FetchAsync(now);
            }
            else if (!_keys.ContainsKey(keyId) && now - _refetched >= RefetchPause)
            {
                // Also when it fails: the pause is for the issuer's sake.
                _refetched = now;
                await FetchAsync(now);
            }

            return _keys.TryGetValue(keyId, out var key) ? key : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task FetchAsync(DateTimeOffset now)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            _keys = Parse(await fetchAsync(limit.Token));
            _fetched = now;
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or OperationCanceledException
                        or JsonException
                        or InvalidOperationException
                        or FormatException
                        or KeyNotFoundException
            )
        {
            throw new InvalidTokenException("OIDC discovery endpoint communication error");
        }
    }

    private static Dictionary<string, RSAParameters> Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var keys = new Dictionary<string, RSAParameters>(StringComparer.Ordinal);
        foreach (var key in document.RootElement.GetProperty("keys").EnumerateArray())
        {
            if (
                Text(key, "kty") == "RSA"
                && (Text(key, "use") is null or "sig")
                && Text(key, "kid") is { } keyId
                && Text(key, "n") is { } modulus
                && Text(key, "e") is { } exponent
            )
            {
                keys[keyId] = new RSAParameters
                {
                    Modulus = Base64Url.DecodeFromChars(modulus),
                    Exponent = Base64Url.DecodeFromChars(exponent),
                };
            }
        }

        return keys;
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
