using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>Lists page by page, through their <c>Link</c> headers.</summary>
public sealed class ListWalkTests(ListFixture fixture) : IClassFixture<ListFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(100)]
    public async Task Every_page_but_the_last_is_full_and_none_is_empty(int limit)
    {
        var (category, ids) = await CreateAsync(12);

        var pages = await WalkAsync($"?category={category}&limit={limit}");

        pages.SelectMany(page => page).Should().Equal(ids);
        pages.SkipLast(1).Select(page => page.Count).Distinct().Should().BeSubsetOf([limit]);
        pages[^1].Should().HaveCountGreaterThan(0).And.HaveCountLessThanOrEqualTo(limit);
    }

    [Fact]
    public async Task The_whole_list_has_every_item_once_newest_first()
    {
        var (_, ids) = await CreateAsync(25);

        var all = (await WalkAsync("?limit=7")).SelectMany(page => page).ToList();

        all.Should().OnlyHaveUniqueItems().And.BeInDescendingOrder(StringComparer.Ordinal);
        all.Where(ids.Contains).Should().Equal(ids);
    }

    [Fact]
    public async Task A_link_keeps_the_query_of_the_request()
    {
        var (category, _) = await CreateAsync(2);

        var list = await ListAsync($"?unknown=a%20b%3E&category={category}&limit=1&flag");

        string next = list.NextPage!;
        next.Should()
            .MatchRegex(
                $"^/api/v1/items/\\?unknown=a%20b%3E&category={category}&limit=1&flag&cursor=[\\w-]+$"
            );
        var last = await fixture.Client.CallAsync("GET", next);
        last.NextPage.Should().BeNull();
        (await fixture.Client.CallAsync("HEAD", $"{ItemsApi.Items}?category={category}&limit=1"))
            .Header("link")
            .Should()
            .NotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("none such")]
    [InlineData("\0")]
    public async Task A_category_without_items_is_an_empty_list(string category)
    {
        var list = await ListAsync($"?category={Uri.EscapeDataString(category)}");

        list.ShouldBe(200, "[]");
        list.NextPage.Should().BeNull();
    }

    [Fact]
    public async Task A_category_too_long_for_any_item_is_an_empty_list() =>
        (await ListAsync($"?category={new string('x', 3000)}")).ShouldBe(200, "[]");

    [Fact]
    public async Task No_item_is_repeated_or_skipped_during_creates_and_deletes()
    {
        var (category, kept) = await CreateAsync(30);
        var (_, deleted) = await CreateAsync(30, category);
        using var end = new CancellationTokenSource();
        var writers = Task.WhenAll(CreateAndDeleteAsync(category, end.Token), DeleteAsync(deleted));

        var walks = new List<List<string>>();
        for (int i = 0; i < 5; i++)
        {
            walks.Add([.. (await WalkAsync($"?category={category}&limit=4")).SelectMany(page => page)]);
            walks.Add([.. (await WalkAsync("?limit=9")).SelectMany(page => page)]);
        }

        await end.CancelAsync();
        await writers;
        walks.Should().AllSatisfy(walk => walk.Should().OnlyHaveUniqueItems().And.Contain(kept));
    }

    [Fact]
    public async Task A_cursor_is_valid_after_its_item_is_deleted()
    {
        var (category, ids) = await CreateAsync(3);
        string next = (await ListAsync($"?category={category}&limit=1")).NextPage!;

        await fixture.Client.DeleteItemAsync(ids[0]);

        (await fixture.Client.CallAsync("GET", next)).ItemIds.Should().Equal(ids[1]);
    }

    [Fact]
    public async Task An_invalid_cursor_is_an_error()
    {
        var (category, _) = await CreateAsync(2);
        string cursor = (await ListAsync($"?category={category}&limit=1")).NextPage!.Split("cursor=")[1];
        string otherVersion = $"Ag{cursor[2..]}";
        string[] invalid =
        [
            "",
            "x",
            "garbage",
            new string('A', cursor.Length),
            cursor[..^1],
            cursor[1..],
            cursor + "A",
            "!" + cursor[1..],
            cursor + "=",
            cursor + "%20",
            "%20" + cursor,
            cursor + cursor,
            otherVersion,
            "%FF%FE",
            new string('A', 3000),
            "0198c3a4-0000-7000-8000-000000000000",
            Flip(cursor, 10),
            Flip(cursor, cursor.Length - 1),
        ];

        foreach (string text in invalid)
        {
            await ShouldRejectAsync($"?category={category}&cursor={text}");
        }

        await ShouldRejectAsync($"?cursor={cursor}");
        await ShouldRejectAsync($"?category=other&cursor={cursor}");
        (await ListAsync($"?category={category}&cursor={cursor}")).Status.Should().Be(200);
    }

    [Fact]
    public async Task Pages_are_full_when_the_table_returns_fewer_items_than_requested()
    {
        var (category, ids) = await CreateAsync(9);
        // DynamoDB does so when the items exceed a megabyte.
        fixture.Proxy.Break(
            $"\"{category}\"",
            new Fault(
                "short pages",
                async request =>
                    await request.RespondAsync((await request.ForwardAsync(WithLimit(request.Body, 2))).Bytes)
            )
        );

        var pages = await WalkAsync($"?category={category}&limit=5");

        await fixture.Proxy.RestoreAsync($"\"{category}\"");
        pages.Select(page => page.Count).Should().Equal(5, 4);
        pages.SelectMany(page => page).Should().Equal(ids);
    }

    private static string WithLimit(string body, int limit)
    {
        var query = JsonNode.Parse(body)!;
        query["Limit"] = Math.Min((int)query["Limit"]!, limit);
        return query.ToJsonString();
    }

    private static string Flip(string cursor, int index) =>
        cursor[..index] + (cursor[index] == 'A' ? 'B' : 'A') + cursor[(index + 1)..];

    private async Task ShouldRejectAsync(string query) =>
        (await ListAsync(query)).ShouldHaveValueError("query", "cursor");

    private async Task CreateAndDeleteAsync(string category, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var (_, ids) = await CreateAsync(2, category);
            await DeleteAsync(ids.Take(1));
        }
    }

    private async Task DeleteAsync(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            (await fixture.Client.DeleteItemAsync(id)).Status.Should().Be(204);
        }
    }

    private async Task<(string Category, List<string> NewestFirst)> CreateAsync(
        int count,
        string? category = null
    )
    {
        category ??= $"c{Guid.NewGuid():N}";
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
        {
            ids.Insert(
                0,
                (await fixture.Client.CreateAsync(ItemsApi.MugWith("category", $"\"{category}\""))).ItemId
            );
        }

        return (category, ids);
    }

    private Task<ApiResponse> ListAsync(string query) =>
        fixture.Client.CallAsync("GET", ItemsApi.Items + query);

    private async Task<List<IReadOnlyList<string>>> WalkAsync(string query)
    {
        var pages = new List<IReadOnlyList<string>>();
        for (string? next = ItemsApi.Items + query; next is not null; )
        {
            var page = await fixture.Client.CallAsync("GET", next);
            pages.Add(page.ItemIds);
            next = page.NextPage;
        }

        return pages;
    }
}

public sealed class ListFixture() : FaultyTableFixture(concurrency: 4);
