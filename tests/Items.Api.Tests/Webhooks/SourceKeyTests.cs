using Items.Api.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class SourceKeyTests
{
    [Theory]
    [InlineData("2026-11-21T22:00:01.000000Z", "a", true)]
    [InlineData("2026-11-21T21:59:59.999999Z", "z", false)]
    [InlineData("2026-11-21T22:00:00.000000Z", "n", true)]
    [InlineData("2026-11-21T22:00:00.000000Z", "m", false)]
    [InlineData("2026-11-21T22:00:00.000000Z", "l", false)]
    public void The_last_timestamp_and_then_the_last_id_is_the_newest_event(
        string timestamp,
        string id,
        bool isNewer
    ) =>
        new SourceKey("item", timestamp, id)
            .IsNewerThan(new SourceKey("item", "2026-11-21T22:00:00.000000Z", "m"))
            .Should()
            .Be(isNewer);
}
