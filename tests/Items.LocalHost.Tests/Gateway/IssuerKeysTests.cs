using System.Security.Cryptography;
using Items.LocalHost.Gateway;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>When the keys of an issuer are downloaded.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly IssuerKeys _keys;
    private Func<string> _keySet;
    private int _downloads;

    public IssuerKeysTests()
    {
        _keySet = () => Jwks.Set(Jwks.Key("k1", _rsa));
        _keys = new IssuerKeys(
            _ =>
            {
                _downloads++;
                return Task.FromResult(new JsonWebKeySet(_keySet()));
            },
            _clock
        );
    }

    public void Dispose() => _rsa.Dispose();

    [Fact]
    public async Task Keys_are_cached_for_two_hours()
    {
        (await _keys.FindAsync("k1")).Should().NotBeNull();
        _clock.Advance(TimeSpan.FromMinutes(119));
        (await _keys.FindAsync("k1")).Should().NotBeNull();
        _downloads.Should().Be(1);

        _clock.Advance(TimeSpan.FromMinutes(2));
        _keySet = () => Jwks.Set(Jwks.Key("k2", _rsa));

        (await _keys.FindAsync("k1")).Should().BeNull("the issuer has removed it");
        (await _keys.FindAsync("k2")).Should().NotBeNull();
    }

    [Fact]
    public async Task Unknown_keys_cause_one_download_in_five_minutes()
    {
        await _keys.FindAsync("k1");
        _keySet = () => Jwks.Set(Jwks.Key("k2", _rsa));

        (await _keys.FindAsync("k2")).Should().NotBeNull("a new key is found at once");
        for (int i = 0; i < 100; i++)
        {
            (await _keys.FindAsync($"unknown {i}")).Should().BeNull();
        }

        _downloads.Should().Be(2);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _keys.FindAsync("unknown");
        _downloads.Should().Be(3);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"keys":7}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"k1","n":"***","e":"AQAB"}]}""")]
    public async Task An_invalid_key_set_is_an_error(string json)
    {
        _keySet = () => json;

        var find = () => _keys.FindAsync("k1");

        await find.Should().ThrowAsync<InvalidTokenException>();
    }

    [Fact]
    public async Task A_failed_download_is_retried_for_the_next_token()
    {
        _keySet = () => throw new HttpRequestException("no response");
        var find = () => _keys.FindAsync("k1");
        await find.Should().ThrowAsync<InvalidTokenException>();

        _keySet = () => Jwks.Set(Jwks.Key("k1", _rsa));

        (await _keys.FindAsync("k1")).Should().NotBeNull();
    }
}
