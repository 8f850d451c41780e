using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests;

/// <summary>Rows in the table that another program wrote, such as the FastAPI service that this API replaces.</summary>
public sealed class ForeignRowTests(LostResponseFixture fixture) : IClassFixture<LostResponseFixture>
{
    // The contract describes the items that the API itself writes.
    private HttpClient Client => fixture.Api.UncheckedClient;

    [Fact]
    public async Task A_row_of_the_FastAPI_service_is_read_updated_and_deleted()
    {
        string id = await PutAsync(("created_at", new("2024-05-01T10:20:30.123456")));

        var read = await Client.GetItemAsync(id);
        var updated = await Client.CallAsync(
            "PUT",
            ItemsApi.Item(id),
            """{"price": 7}""",
            headers: [("If-Match", "\"1\"")]
        );
        var stale = await Client.CallAsync("DELETE", ItemsApi.Item(id), headers: [("If-Match", "\"1\"")]);
        var deleted = await Client.DeleteItemAsync(id);

        (read.Status, read.ETag, read.Text("created_at"))
            .Should()
            .Be((200, "\"1\"", "2024-05-01T10:20:30.123456Z"));
        (updated.Status, updated.ETag, updated.Raw("price")).Should().Be((200, "\"2\"", "7"));
        stale.Status.Should().Be(412);
        deleted.ShouldBeEmpty(204);
        (await fixture.Tables.FindAsync(id)).Should().BeNull();
    }

    [Fact]
    public async Task A_description_of_type_NULL_in_the_table_is_cleared()
    {
        string id = await PutAsync(("description", new() { NULL = true }));

        var cleared = await Client.PatchAsync(id, """{"description": null}""");

        (cleared.Status, cleared.Raw("description")).Should().Be((200, "null"));
        (await fixture.Tables.FindAsync(id)).Should().NotContainKey("description");
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("1.2345678901234567890123456789012345678")]
    [InlineData("9E125")]
    [InlineData("1E-100")]
    public async Task A_price_keeps_every_digit_through_read_and_update(string price)
    {
        string id = await PutAsync(("price", new() { N = price }));
        string stored = (await fixture.Tables.FindAsync(id))!["price"].N;

        var read = await Client.GetItemAsync(id);
        var updated = await Client.UpdateAsync(id, """{"name": "Other"}""");

        read.Raw("price").Should().Be(stored);
        updated.Raw("price").Should().Be(stored);
        (await fixture.Tables.FindAsync(id))!["price"].N.Should().Be(stored);
    }

    [Fact]
    public async Task A_row_that_is_not_an_item_is_a_500_that_names_it_and_is_missing_in_lists_and_logged_once()
    {
        string category = $"broken {Guid.NewGuid()}";
        string textPrice = await PutAsync(("price", new("12.5")), ("category", new(category)));
        string good = await PutAsync(("category", new(category)));
        string query = $"?category={Uri.EscapeDataString(category)}";

        var read = await Client.GetItemAsync(textPrice);
        var updated = await Client.UpdateAsync(textPrice, """{"name": "Other"}""");
        var list = await Client.ListAsync(query);
        var rows = await fixture.Tables.FindAsync(textPrice);
        var deleted = await Client.DeleteItemAsync(textPrice);

        read.ShouldBe(500, $$"""{"detail": "Item {{textPrice}} cannot be read"}""");
        updated.ShouldBe(500, $$"""{"detail": "Item {{textPrice}} cannot be read"}""");
        rows!["name"].S.Should().Be("Mug", "nothing was written");
        list.Json.AsArray().Select(item => (string)item!["item_id"]!).Should().Equal(good);
        deleted.ShouldBeEmpty(204);
        await Wait.UntilAsync("the row is logged", () => LogLines(textPrice) > 0);
        LogLines(textPrice).Should().BeLessThanOrEqualTo(2, "each of the two sandboxes logs it once");
    }

    [Fact]
    public async Task Pages_end_with_ids_in_upper_case()
    {
        string[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid().ToString().ToUpperInvariant())];

        var found = await ListPagesAsync(ids, limit: 2);

        found.Should().Equal(ids.OrderDescending(StringComparer.Ordinal));
    }

    /// <summary>UTF-16, the order of .NET's strings, has the last two of these the other way round.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pages_have_each_id_once_in_the_order_of_the_table(int limit)
    {
        string run = $"{Guid.NewGuid()}";
        string[] ids = [$"{run} a", $"{run} \u00fc", $"{run} \uff5e", $"{run} \U0001F600"];

        var found = await ListPagesAsync(ids, limit);

        found.Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task A_page_of_large_rows_ends_before_its_response_is_too_large_for_Lambda()
    {
        string[] ids = [.. Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7().ToString())];

        var found = await ListPagesAsync(ids, limit: 30, ("description", new(new string('\u00fc', 100_000))));

        found.Should().Equal(ids.OrderDescending(StringComparer.Ordinal));
    }

    /// <summary>Writes rows of one category.</summary>
    /// <returns>The ids in the pages of that category.</returns>
    private async Task<List<string>> ListPagesAsync(
        string[] ids,
        int limit,
        params (string Name, AttributeValue Value)[] attributes
    )
    {
        string category = $"{Guid.NewGuid()}";
        foreach (string id in ids)
        {
            await PutAsync([("item_id", new(id)), ("category", new(category)), .. attributes]);
        }

        var found = new List<string>();
        string? path = $"{ItemsApi.Items}?limit={limit}&category={category}";
        for (int page = 0; path is not null && page < ids.Length; page++)
        {
            var response = await Client.CallAsync("GET", path);
            response.Status.Should().Be(200);
            found.AddRange(response.Json.AsArray().Select(item => (string)item!["item_id"]!));
            path = response.Header("link")?.Split('<', '>')[1];
        }

        path.Should().BeNull("the last page has no link");
        return found;
    }

    private int LogLines(string id) =>
        fixture.Api.Output.Count(line =>
            line.Contains(id, StringComparison.Ordinal)
            && line.Contains("row_unreadable", StringComparison.Ordinal)
        );

    /// <summary>Writes a row with the attributes of the FastAPI service, except those that are given.</summary>
    /// <returns>Its id.</returns>
    private async Task<string> PutAsync(params (string Name, AttributeValue Value)[] attributes)
    {
        var row = new Dictionary<string, AttributeValue>
        {
            ["item_id"] = new(Guid.NewGuid().ToString()),
            ["name"] = new("Mug"),
            ["price"] = new() { N = "12.5" },
            ["category"] = new("kitchen"),
            ["created_at"] = new("2024-05-01T10:20:30.123456+00:00"),
            ["updated_at"] = new("2024-05-01T10:20:30.123456+00:00"),
        };
        foreach (var (name, value) in attributes)
        {
            row[name] = value;
        }

        await fixture.Tables.PutAsync(row);
        return row["item_id"].S;
    }
}
