using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Items.LocalHost.Issuer;

/// <summary>Codes that were given to browsers. Each lives five minutes and works once.</summary>
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
        foreach (var old in _codes.Where(entry => entry.Value.Until <= now))
        {
            _codes.TryRemove(old);
        }

        string code = RandomNumberGenerator.GetHexString(48, lowercase: true);
        _codes[code] = (request, now + Lifetime);
        return code;
    }

    /// <returns>What was asked for with the code, or null when it is unknown, used or too old.</returns>
    public AuthorizationRequest? Redeem(string code) =>
        _codes.TryRemove(code, out var entry) && entry.Until > clock.GetUtcNow() ? entry.Request : null;
}
