using System.Globalization;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The life of an item.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class ItemTests(StackFixture shared)
{
    [Fact]
    public async Task A_created_item_has_what_was_sent_and_an_id_and_times()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var created = await shared.Client.CreateAsync();

        created.Text("name").Should().Be("Blue mug");
        created.Text("description").Should().Be("Stoneware");
        created.Raw("price").Should().Be("12.5");
        created.Text("category").Should().Be("kitchen");
        created.Text("updated_at").Should().Be(created.Text("created_at"));
        Time(created, "created_at")
            .Should()
            .BeAfter(before)
            .And.BeBefore(DateTimeOffset.UtcNow.AddSeconds(1));
        created.Headers.Location.Should().Be(new Uri(Api.Item(created.ItemId), UriKind.Relative));
    }

    [Fact]
    public async Task The_id_carries_the_time_of_creation()
    {
        var created = await shared.Client.CreateAsync();

        string milliseconds = created.ItemId.Replace("-", "", StringComparison.Ordinal)[..12];
        DateTimeOffset
            .FromUnixTimeMilliseconds(
                long.Parse(milliseconds, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            )
            .Should()
            .BeCloseTo(Time(created, "created_at"), TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public async Task A_created_item_is_found_where_location_says()
    {
        var created = await shared.Client.CreateAsync();

        var found = await shared.Client.CallAsync("GET", created.Headers.Location!.ToString());

        found.ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task A_deleted_item_is_gone_for_every_method()
    {
        string id = (await shared.Client.CreateAsync()).ItemId;
        string gone = $$"""{"detail": "Item {{id}} not found"}""";

        (await shared.Client.CallAsync("DELETE", Api.Item(id))).ShouldBeEmpty(204);

        (await shared.Client.CallAsync("GET", Api.Item(id))).ShouldBe(404, gone);
        (await shared.Client.CallAsync("PUT", Api.Item(id), """{"price": 1}""")).ShouldBe(404, gone);
        (await shared.Client.CallAsync("DELETE", Api.Item(id))).ShouldBe(404, gone);
    }

    [Theory]
    [InlineData("name", "\"Red mug\"")]
    [InlineData("description", "\"Porcelain\"")]
    [InlineData("description", "\"\"")]
    [InlineData("price", "99")]
    [InlineData("category", "\"gifts\"")]
    public async Task A_change_touches_only_the_field_that_was_sent(string field, string value)
    {
        var created = await shared.Client.CreateAsync();

        var changed = await shared.Client.CallAsync(
            "PUT",
            Api.Item(created.ItemId),
            $$"""{"{{field}}": {{value}}}"""
        );

        string[] touched = [field, "updated_at"];
        changed.Status.Should().Be(200);
        changed.Raw(field).Should().Be(value);
        foreach (string other in created.Json.AsObject().Select(entry => entry.Key).Except(touched))
        {
            changed.Raw(other).Should().Be(created.Raw(other), "{0} was not sent", other);
        }

        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, changed.Body);
    }

    [Fact]
    public async Task Every_change_moves_updated_at_forward()
    {
        var created = await shared.Client.CreateAsync();
        string path = Api.Item(created.ItemId);

        var first = await shared.Client.CallAsync("PUT", path, """{"price": 1}""");
        var second = await shared.Client.CallAsync("PUT", path, """{"price": 1}""");

        string[] times = [created.Text("updated_at")!, first.Text("updated_at")!, second.Text("updated_at")!];
        times.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": null, "description": null, "price": null, "category": null}""")]
    [InlineData("""{"item_id": "x", "created_at": "x", "unknown": {"a": [1]}}""")]
    public async Task A_change_of_nothing_leaves_the_item_as_it_is(string body)
    {
        var created = await shared.Client.CreateAsync();

        (await shared.Client.CallAsync("PUT", Api.Item(created.ItemId), body)).ShouldBe(200, created.Body);
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task A_null_beside_a_value_counts_as_not_sent()
    {
        var created = await shared.Client.CreateAsync();

        var changed = await shared.Client.CallAsync(
            "PUT",
            Api.Item(created.ItemId),
            """{"name": null, "description": null, "price": 2}"""
        );

        changed.Text("name").Should().Be("Blue mug");
        changed.Text("description").Should().Be("Stoneware");
        changed.Raw("price").Should().Be("2");
    }

    [Theory]
    [InlineData("""{"name": "a", "price": 1, "category": "c"}""")]
    [InlineData("""{"name": "a", "price": 1, "category": "c", "description": null}""")]
    public async Task A_description_that_was_not_given_is_null_in_every_answer(string body)
    {
        var created = await shared.Client.CreateAsync(body);

        created.Raw("description").Should().Be("null");
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("PUT", Api.Item(created.ItemId), "{}")).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("GET", "/api/v1/items/?limit=1")).ShouldBe(200, $"[{created.Body}]");
    }

    private static DateTimeOffset Time(Answer item, string field) =>
        DateTimeOffset.Parse(item.Text(field)!, CultureInfo.InvariantCulture);
}
