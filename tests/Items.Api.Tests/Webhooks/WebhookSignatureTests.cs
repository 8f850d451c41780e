using System.Text;
using Items.Api.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    // The example of the reference implementations of Standard Webhooks.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Theory]
    [InlineData(Signature, true)]
    [InlineData("v1a,x " + Signature + " v2,y", true)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1O", false)]
    [InlineData("v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false)]
    [InlineData("v1,", false)]
    [InlineData("", false)]
    public void The_signature_of_the_specification_is_recognized(string signatures, bool matches) =>
        WebhookSignature
            .Matches(WebhookSecrets.Parse(Secret), Id, Timestamp, """{"test": 2432232314}"""u8, signatures)
            .Should()
            .Be(matches);

    [Theory]
    [InlineData("1614265330", true)]
    [InlineData("1614265030", true)]
    [InlineData("1614265630", true)]
    [InlineData("1614265029", false)]
    [InlineData("1614265631", false)]
    [InlineData("9223372036854775807", false)]
    [InlineData("-1614265330", false)]
    [InlineData("1614265330.0", false)]
    [InlineData("", false)]
    public void A_timestamp_is_current_within_five_minutes_in_either_direction(
        string timestamp,
        bool isCurrent
    ) =>
        WebhookSignature
            .IsCurrent(timestamp, DateTimeOffset.FromUnixTimeSeconds(1_614_265_330))
            .Should()
            .Be(isCurrent);

    [Theory]
    [InlineData("whsec_YQ== whsec_Yg==", "a,b")]
    [InlineData("whsec_YQ==,\n\twhsec_Yg==\r\n", "a,b")]
    [InlineData("YQ==, whsec_#, whsec_, whsec_Yg==", "b")]
    [InlineData("", "")]
    public void Several_secrets_are_read_and_malformed_ones_left_out(string parameter, string secrets) =>
        string.Join(',', WebhookSecrets.Parse(parameter).Select(Encoding.ASCII.GetString))
            .Should()
            .Be(secrets);
}
