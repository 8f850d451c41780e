using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Gateway;

/// <summary>The public RSA keys of an issuer, cached for two hours.</summary>
/// <param name="fetchAsync">Downloads the issuer's key set.</param>
internal sealed class IssuerKeys(Func<CancellationToken, Task<JsonWebKeySet>> fetchAsync, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromMilliseconds(1500);

    // Without it, tokens with random kids would cause a request to the issuer each.
    private static readonly TimeSpan RefetchInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Task _fetch = Task.CompletedTask;
    private Dictionary<string, RsaSecurityKey> _keys = [];
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _refetchedAt = DateTimeOffset.MinValue;

    /// <returns>Null when the issuer has no such RSA key for signatures.</returns>
    /// <exception cref="InvalidTokenException">The issuer's keys cannot be downloaded.</exception>
    public async Task<RsaSecurityKey?> FindAsync(string keyId)
    {
        Task fetch;
        lock (_lock)
        {
            if (_fetch.IsCompleted)
            {
                _fetch = IsFetchNeeded(keyId) ? FetchAsync() : Task.CompletedTask;
            }

            fetch = _fetch;
        }

        await fetch;
        lock (_lock)
        {
            return _keys.GetValueOrDefault(keyId);
        }
    }

    private bool IsFetchNeeded(string keyId)
    {
        var now = clock.GetUtcNow();
        if (now - _fetchedAt >= Lifetime)
        {
            return true;
        }

        if (_keys.ContainsKey(keyId) || now - _refetchedAt < RefetchInterval)
        {
            return false;
        }

        // Before the download: the interval limits failed downloads too.
        _refetchedAt = now;
        return true;
    }

    private async Task FetchAsync()
    {
        var now = clock.GetUtcNow();
        using var timeout = new CancellationTokenSource(FetchTimeout);
        try
        {
            var keySet = await fetchAsync(timeout.Token);
            var keys = keySet
                .GetSigningKeys()
                .OfType<RsaSecurityKey>()
                .Where(key => key.KeyId is not null)
                .DistinctBy(key => key.KeyId)
                .ToDictionary(key => key.KeyId, StringComparer.Ordinal);
            lock (_lock)
            {
                _keys = keys.Count > 0 ? keys : throw new FormatException("The key set has no RSA key.");
                _fetchedAt = now;
            }
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or OperationCanceledException
                        or JsonException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or KeyNotFoundException
            )
        {
            throw new InvalidTokenException(
                "OIDC discovery endpoint communication error",
                $"the issuer's keys cannot be downloaded: {failure.Message}"
            );
        }
    }
}
