using Items.Api.Items;

namespace Items.Api.Tests.Items;

public sealed class ItemIdTests
{
    private static readonly DateTime Time = new(2026, 7, 10, 19, 19, 5, 766, DateTimeKind.Utc);

    [Fact]
    public void An_id_is_a_UUID_of_version_7_that_begins_with_the_time()
    {
        string id = ItemId.New(Time);

        id.Should().MatchRegex("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        long milliseconds = Convert.ToInt64(id[..8] + id[9..13], 16);
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.Should().Be(Time);
    }

    [Fact]
    public void Ids_sort_by_time_even_within_a_millisecond()
    {
        var ids = Enumerable.Range(0, 1000).Select(step => ItemId.New(Time.AddTicks(step * 10))).ToList();

        ids.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }
}
