using System.Globalization;

namespace Items.EndToEnd.Tests;

/// <summary>Creating, reading, changing and deleting an item.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class ItemTests(SharedApiFixture shared)
{
    [Fact]
    public async Task A_created_item_has_the_fields_sent_an_id_and_times()
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
        created.Headers.Location.Should().Be(new Uri(ItemsApi.Item(created.ItemId), UriKind.Relative));
    }

    [Fact]
    public async Task The_id_contains_the_time_of_creation()
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
    public async Task A_created_item_is_found_at_its_Location()
    {
        var created = await shared.Client.CreateAsync();

        var found = await shared.Client.CallAsync("GET", created.Headers.Location!.ToString());

        found.ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task A_deleted_item_is_404_for_every_method()
    {
        string id = (await shared.Client.CreateAsync()).ItemId;
        string notFound = $$"""{"detail": "Item {{id}} not found"}""";

        (await shared.Client.DeleteItemAsync(id)).ShouldBeEmpty(204);

        (await shared.Client.GetItemAsync(id)).ShouldBe(404, notFound);
        (await shared.Client.UpdateAsync(id, """{"price": 1}""")).ShouldBe(404, notFound);
        (await shared.Client.DeleteItemAsync(id)).ShouldBe(404, notFound);
    }

    [Theory]
    [InlineData("name", "\"Red mug\"")]
    [InlineData("description", "\"Porcelain\"")]
    [InlineData("description", "\"\"")]
    [InlineData("price", "99")]
    [InlineData("category", "\"gifts\"")]
    public async Task An_update_changes_only_the_field_sent(string field, string value)
    {
        var created = await shared.Client.CreateAsync();

        var changed = await shared.Client.UpdateAsync(created.ItemId, $$"""{"{{field}}": {{value}}}""");

        string[] changedFields = [field, "updated_at"];
        changed.Status.Should().Be(200);
        changed.Raw(field).Should().Be(value);
        foreach (string other in created.Json.AsObject().Select(entry => entry.Key).Except(changedFields))
        {
            changed.Raw(other).Should().Be(created.Raw(other), "{0} was not sent", other);
        }

        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, changed.Body);
    }

    [Fact]
    public async Task Every_update_increases_updated_at()
    {
        var created = await shared.Client.CreateAsync();
        string path = ItemsApi.Item(created.ItemId);

        var first = await shared.Client.CallAsync("PUT", path, """{"price": 1}""");
        var second = await shared.Client.CallAsync("PUT", path, """{"price": 1}""");

        string[] times = [created.Text("updated_at")!, first.Text("updated_at")!, second.Text("updated_at")!];
        times.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": null, "description": null, "price": null, "category": null}""")]
    [InlineData("""{"item_id": "x", "created_at": "x", "unknown": {"a": [1]}}""")]
    public async Task An_update_without_changes_leaves_the_item_as_it_is(string body)
    {
        var created = await shared.Client.CreateAsync();

        (await shared.Client.CallAsync("PUT", ItemsApi.Item(created.ItemId), body)).ShouldBe(
            200,
            created.Body
        );
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task A_null_in_an_update_counts_as_not_sent()
    {
        var created = await shared.Client.CreateAsync();

        var changed = await shared.Client.UpdateAsync(
            created.ItemId,
            """{"name": null, "description": null, "price": 2}"""
        );

        changed.Text("name").Should().Be("Blue mug");
        changed.Text("description").Should().Be("Stoneware");
        changed.Raw("price").Should().Be("2");
    }

    [Theory]
    [InlineData("""{"name": "a", "price": 1, "category": "c"}""")]
    [InlineData("""{"name": "a", "price": 1, "category": "c", "description": null}""")]
    public async Task A_missing_description_is_null_in_every_response(string body)
    {
        var created = await shared.Client.CreateAsync(body);

        created.Raw("description").Should().Be("null");
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("PUT", ItemsApi.Item(created.ItemId), "{}")).ShouldBe(
            200,
            created.Body
        );
        (await shared.Client.ListAsync("?limit=1")).ShouldBe(200, $"[{created.Body}]");
    }

    private static DateTimeOffset Time(ApiResponse item, string field) =>
        DateTimeOffset.Parse(item.Text(field)!, CultureInfo.InvariantCulture);
}
