using Items.Api.Items;
using Items.Api.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2026-11-21T22:00:00Z", "2026-11-21T22:00:00.000000Z")]
    [InlineData("2026-11-21T22:00:00.5Z", "2026-11-21T22:00:00.500000Z")]
    [InlineData("2026-11-21T22:00:00.123456789Z", "2026-11-21T22:00:00.123456Z")]
    [InlineData("2026-11-21T22:00:00.123+05:30", "2026-11-21T16:30:00.123000Z")]
    [InlineData("2026-11-21T22:00:00-08:00", "2026-11-22T06:00:00.000000Z")]
    [InlineData("2026-11-21t22:00:00z", "2026-11-21T22:00:00.000000Z")]
    [InlineData("2026-12-31T23:59:60.5Z", "2026-12-31T23:59:59.500000Z")]
    [InlineData("2027-01-01T08:59:60+09:00", "2026-12-31T23:59:59.000000Z")]
    public void A_time_of_RFC_3339_is_converted_to_UTC(string text, string utc) =>
        Timestamp.Of(EventTime.Parse(text)!.Value).Should().Be(utc);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T22:00:00")]
    [InlineData("2026-11-21 22:00:00Z")]
    [InlineData("2026-11-21T22:00:00.Z")]
    [InlineData("2026-11-21T22:00:00.12xZ")]
    [InlineData("2026-13-21T22:00:00Z")]
    [InlineData("11/12/2026T09:31:07Z")]
    [InlineData("2026/11/21T22:00:00Z")]
    [InlineData("2026-11-21T22:00:00+0530")]
    [InlineData("2026-11-21T22:00:00+5:30")]
    [InlineData("2026-11-21T22:00:00Z05:30")]
    [InlineData("2026-11-21T22:00:0\u0663Z")]
    [InlineData("2026-11-21T22:00:00+25:00")]
    public void Other_text_is_no_time(string text) => EventTime.Parse(text).Should().BeNull();
}
