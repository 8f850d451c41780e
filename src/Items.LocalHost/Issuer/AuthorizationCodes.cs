using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Items.LocalHost.Issuer;

/// <summary>The authorization codes that were issued. Each is valid for five minutes and for one use.</summary>
internal sealed class AuthorizationCodes(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<
        string,
        (AuthorizationRequest Request, DateTimeOffset Until)
    > _codes = new(StringComparer.Ordinal);

    public string Issue(AuthorizationRequest request)
    {
        var now = clock.GetUtcNow();
        foreach (var expired in _codes.Where(entry => entry.Value.Until <= now))
        {
            _codes.TryRemove(expired);
        }

        string code = RandomNumberGenerator.GetHexString(48, lowercase: true);
        _codes[code] = (request, now + Lifetime);
        return code;
    }

    /// <returns>The request that the code was issued for; null when the code is unknown, used or expired.</returns>
    public AuthorizationRequest? Redeem(string code) =>
        _codes.TryRemove(code, out var entry) && entry.Until > clock.GetUtcNow() ? entry.Request : null;
}
