using Items.LocalHost.Issuer;

namespace Items.LocalHost.Tests.Issuer;

public sealed class AuthorizationCodesTests
{
    private static readonly AuthorizationRequest Request = new(
        Client: null!,
        "http://localhost:8080/",
        ["items/read"],
        "challenge",
        State: null,
        Nonce: null
    );

    [Fact]
    public void A_code_is_valid_for_five_minutes()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        var codes = new AuthorizationCodes(clock);
        string early = codes.Issue(Request);
        string late = codes.Issue(Request);

        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        codes.Redeem(early).Should().BeSameAs(Request);
        clock.Advance(TimeSpan.FromTicks(1));
        codes.Redeem(late).Should().BeNull();
    }
}
