using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

[Collection(SharedApiDefinition.Name)]
public sealed class ListTests(SharedApiFixture shared)
{
    [Fact]
    public async Task Items_are_listed_newest_first()
    {
        var first = await shared.Client.CreateAsync();
        var second = await shared.Client.CreateAsync();
        var third = await shared.Client.CreateAsync();

        var list = await shared.Client.ListAsync("?limit=3");

        list.ShouldBe(200, $"[{third.Body}, {second.Body}, {first.Body}]");
    }

    [Fact]
    public async Task An_update_does_not_move_an_item_in_the_list()
    {
        var older = await shared.Client.CreateAsync();
        var newer = await shared.Client.CreateAsync();

        var changed = await shared.Client.UpdateAsync(older.ItemId, """{"price": 3}""");

        var list = await shared.Client.ListAsync("?limit=2");
        list.ShouldBe(200, $"[{newer.Body}, {changed.Body}]");
    }

    [Fact]
    public async Task A_deleted_item_is_not_listed()
    {
        var kept = await shared.Client.CreateAsync();
        var deleted = await shared.Client.CreateAsync();

        await shared.Client.DeleteItemAsync(deleted.ItemId);

        (await shared.Client.ListAsync("?limit=1")).ShouldBe(200, $"[{kept.Body}]");
    }

    [Fact]
    public async Task A_page_has_as_many_items_as_its_limit()
    {
        var ids = new List<string>();
        for (int i = 0; i < 101; i++)
        {
            ids.Insert(0, (await shared.Client.CreateAsync()).ItemId);
        }

        (await IdsAsync("")).Should().Equal(ids.Take(20));
        (await IdsAsync("?limit=1")).Should().Equal(ids.Take(1));
        (await IdsAsync("?limit=100")).Should().Equal(ids.Take(100));
        (await IdsAsync("?limit=%37")).Should().Equal(ids.Take(7));
        (await IdsAsync("?limit=5&unknown=1&limit=2")).Should().Equal(ids.Take(2), "the last value is used");
    }

    [Fact]
    public async Task A_list_without_items_is_an_empty_array()
    {
        await using var api = await HostedApi.StartAsync();

        (await api.Client.ListAsync()).ShouldBe(200, "[]");
    }

    [Theory]
    [InlineData(
        "abc",
        "Input should be a valid integer, unable to parse string as an integer",
        "int_parsing"
    )]
    [InlineData("", "Input should be a valid integer, unable to parse string as an integer", "int_parsing")]
    [InlineData(
        "1.5",
        "Input should be a valid integer, unable to parse string as an integer",
        "int_parsing"
    )]
    [InlineData("0", "Input should be greater than or equal to 1", "greater_than_equal")]
    [InlineData("-1", "Input should be greater than or equal to 1", "greater_than_equal")]
    [InlineData("101", "Input should be less than or equal to 100", "less_than_equal")]
    [InlineData("99999999999999999999", "Input should be less than or equal to 100", "less_than_equal")]
    public async Task An_invalid_limit_is_an_error(string limit, string message, string type)
    {
        var response = await shared.Client.ListAsync($"?limit={limit}");

        response.ShouldHaveErrors(
            $$"""[{"loc": ["query", "limit"], "msg": "{{message}}", "type": "{{type}}"}]"""
        );
    }

    private async Task<IEnumerable<string>> IdsAsync(string query)
    {
        var list = await shared.Client.CallAsync("GET", ItemsApi.Items + query);
        list.Status.Should().Be(200);
        return ((JsonArray)list.Json).Select(item => (string)item!["item_id"]!);
    }
}
