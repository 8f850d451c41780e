using Items.Api.Items;

namespace Items.Api.Tests.Items;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026-11-22T08:03:00.123456Z", "2026-11-22T08:03:00.123456Z")]
    [InlineData("2026-11-22T08:03:00.123456+00:00", "2026-11-22T08:03:00.123456Z")]
    [InlineData("2026-11-22T10:03:00+02:00", "2026-11-22T08:03:00.000000Z")]
    [InlineData("2026-11-22T08:03:00.1234567Z", "2026-11-22T08:03:00.123456Z")]
    [InlineData("2026-11-22T08:03:00.12345", "2026-11-22T08:03:00.123450Z")]
    [InlineData("2026-11-22", "2026-11-22T00:00:00.000000Z")]
    public void A_time_that_others_wrote_is_in_UTC_with_microseconds(string written, string normal) =>
        Timestamp.Normalize(written).Should().Be(normal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-30T00:00:00.000000Z")]
    [InlineData("0000-01-01T00:00:00.000000Z")]
    [InlineData("2026-00-01T00:00:00.000000Z")]
    [InlineData("2026-13-01T00:00:00.000000Z")]
    [InlineData("2026-01-00T00:00:00.000000Z")]
    [InlineData("2026-11-22T25:00:00.000000Z")]
    [InlineData("2026-11-22T00:60:00.000000Z")]
    [InlineData("2026-11-22T00:00:60.000000Z")]
    [InlineData("2026-11-22T00:00:00.00000xZ")]
    public void Text_that_is_no_time_is_the_Unix_epoch(string? written) =>
        Timestamp.Normalize(written).Should().Be("1970-01-01T00:00:00.000000Z");

    [Theory]
    [InlineData(0)]
    [InlineData(1_709_251_199)] // 2024-02-29T23:59:59
    [InlineData(1_798_761_599)] // 2026-12-31T23:59:59
    public void Text_in_the_format_of_this_API_is_not_copied(long seconds)
    {
        string text = Timestamp.Of(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);

        Timestamp.Normalize(text).Should().BeSameAs(text);
    }
}
