using System.Security.Cryptography;
using System.Text;
using Items.LocalHost.Gateway;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>When an issuer is asked for its keys.</summary>
public sealed class JsonWebKeysTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly TestClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly JsonWebKeys _keys;
    private Func<byte[]> _answer;
    private int _fetches;

    public JsonWebKeysTests()
    {
        _answer = () => TestKeys.Set("k1", _rsa);
        _keys = new JsonWebKeys(
            _ =>
            {
                _fetches++;
                return Task.FromResult(_answer());
            },
            _clock
        );
    }

    public void Dispose()
    {
        _keys.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    public async Task Keys_are_kept_for_two_hours()
    {
        (await _keys.FindAsync("k1")).Should().NotBeNull();
        _clock.Advance(TimeSpan.FromMinutes(119));
        (await _keys.FindAsync("k1")).Should().NotBeNull();
        _fetches.Should().Be(1);

        _clock.Advance(TimeSpan.FromMinutes(2));
        _answer = () => TestKeys.Set("k2", _rsa);

        (await _keys.FindAsync("k1")).Should().BeNull("the issuer has taken it back");
        (await _keys.FindAsync("k2")).Should().NotBeNull();
    }

    [Fact]
    public async Task An_unknown_key_has_the_issuer_asked_once_and_then_not_for_minutes()
    {
        await _keys.FindAsync("k1");
        _answer = () => TestKeys.Set("k2", _rsa);

        (await _keys.FindAsync("k2")).Should().NotBeNull("a new key is found at once");
        for (int i = 0; i < 100; i++)
        {
            (await _keys.FindAsync($"made up {i}")).Should().BeNull();
        }

        _fetches.Should().Be(2);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _keys.FindAsync("made up");
        _fetches.Should().Be(3);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"keys":7}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"k1","n":"***","e":"AQAB"}]}""")]
    public async Task An_issuer_that_answers_nonsense_opens_nothing(string answer)
    {
        _answer = () => Encoding.UTF8.GetBytes(answer);

        var find = () => _keys.FindAsync("k1");

        await find.Should().ThrowAsync<InvalidTokenException>();
    }

    [Fact]
    public async Task A_failed_fetch_is_tried_again_by_the_next_token()
    {
        _answer = () => throw new HttpRequestException("no answer");
        var find = () => _keys.FindAsync("k1");
        await find.Should().ThrowAsync<InvalidTokenException>();

        _answer = () => TestKeys.Set("k1", _rsa);

        (await _keys.FindAsync("k1")).Should().NotBeNull();
    }
}
