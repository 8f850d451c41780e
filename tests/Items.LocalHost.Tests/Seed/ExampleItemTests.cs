using System.Text.Json.Nodes;
using Items.LocalHost.Seed;

namespace Items.LocalHost.Tests.Seed;

public sealed class ExampleItemTests
{
    private static readonly IReadOnlyList<JsonObject> Items =
    [
        .. Enumerable.Range(0, 10_000).Select(ExampleItems.Create),
    ];

    [Fact]
    public void A_number_has_always_the_same_item() =>
        ExampleItems
            .Create(3)
            .ToJsonString()
            .Should()
            .Be(
                """{"name":"Grey floor lamp","description":"From a family workshop near Z\u00FCrich; no two are quite the same.","price":40.95,"category":"lighting"}"""
            );

    [Fact]
    public void No_two_items_have_the_same_name() =>
        Items.Select(item => (string)item["name"]!).Should().OnlyHaveUniqueItems();

    [Fact]
    public void The_first_items_are_varied()
    {
        var first = Items.Take(20).ToList();

        first.Select(item => (string)item["category"]!).Distinct().Should().HaveCount(8);
        first.Select(item => (decimal)item["price"]!).Distinct().Should().HaveCountGreaterThan(15);
        first.Should().Contain(item => item["description"] == null);
        first.Should().Contain(item => item["description"] != null);
    }

    [Fact]
    public void Every_item_is_within_the_limits_of_the_contract() =>
        Items
            .Should()
            .OnlyContain(item =>
                ((string)item["name"]!).Length <= 100
                && (item["description"] == null || ((string)item["description"]!).Length <= 500)
                && (decimal)item["price"]! >= 0
                && ((string)item["category"]!).Length <= 50
            );
}
