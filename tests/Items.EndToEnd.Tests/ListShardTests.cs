namespace Items.EndToEnd.Tests;

/// <summary>Lists with one and with several shards, and after the number of shards is raised.</summary>
public sealed class ListShardTests : IAsyncLifetime
{
    private TableServer _table = null!;

    private TableProxy Proxy { get; set; } = null!;

    [Fact]
    public async Task With_default_settings_a_page_is_one_query()
    {
        await using var api = await StartAsync(listShards: null);
        await CreateAsync(api, 5);
        int before = Proxy.Operations.Count;

        var first = await api.Client.ListAsync("?limit=2");
        await api.Client.CallAsync("GET", first.NextPage!);
        await api.Client.ListAsync("?category=kitchen");

        Proxy.Operations.Skip(before).Should().Equal("Query", "Query", "Query");
    }

    [Fact]
    public async Task A_page_is_one_query_for_each_shard_and_never_a_scan()
    {
        await using var api = await StartAsync(listShards: 4);
        await CreateAsync(api, 5);
        int before = Proxy.Operations.Count;

        var first = await api.Client.ListAsync("?limit=2");
        await api.Client.CallAsync("GET", first.NextPage!);
        await api.Client.ListAsync("?category=kitchen");

        Proxy.Operations.Skip(before).Should().Equal(Enumerable.Repeat("Query", 4 + 4 + 1));
    }

    [Fact]
    public async Task The_first_page_of_a_sandbox_opens_no_connection_and_each_later_page_at_most_one()
    {
        await using (await StartAsync(listShards: 4))
        {
            // Creates the table.
        }

        var environment = _table.FunctionEnvironment(Proxy.Address);
        environment["LIST_SHARDS"] = "4";
        await using var function = await FunctionProcess.StartAsync(environment);
        await function.InitializedAsync();
        int warmUp = Proxy.Connections;

        var opened = new List<int>();
        for (int page = 0; page < 6; page++)
        {
            (await function.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Items))).Status.Should().Be(200);
            opened.Add(Proxy.Connections - warmUp);
        }

        opened.Should().Equal(0, 1, 2, 3, 3, 3);
    }

    [Fact]
    public async Task All_items_are_listed_after_the_number_of_shards_is_raised()
    {
        var created = new List<string>();
        foreach (int shards in (int[])[1, 4, 8])
        {
            await using var api = await StartAsync(shards);
            created.InsertRange(0, await CreateAsync(api, 12));

            (await api.Client.ListAsync("?limit=100")).ItemIds.Should().Equal(created);
        }
    }

    [Fact]
    public async Task A_list_that_is_continued_with_more_shards_and_another_limit_neither_skips_nor_repeats_items()
    {
        List<string> created;
        string next;
        await using (var one = await StartAsync(listShards: 1))
        {
            created = await CreateAsync(one, 9);
            var first = await one.Client.ListAsync("?limit=3");
            first.ItemIds.Should().Equal(created[..3]);
            next = first.NextPage!;
        }

        await using var four = await StartAsync(listShards: 4);
        await CreateAsync(four, 8);
        var second = await four.Client.CallAsync(
            "GET",
            next.Replace("limit=3", "limit=4", StringComparison.Ordinal)
        );
        var last = await four.Client.CallAsync("GET", second.NextPage!);

        second.ItemIds.Should().Equal(created[3..7]);
        last.ItemIds.Should().Equal(created[7..]);
        last.NextPage.Should().BeNull();
    }

    public async Task InitializeAsync()
    {
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
    }

    public async Task DisposeAsync()
    {
        Proxy.Dispose();
        await _table.DisposeAsync();
    }

    private Task<HostedApi> StartAsync(int? listShards) =>
        HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = Proxy.Address,
                TablePrefix = _table.TablePrefix,
                Concurrency = 1,
                ListShards = listShards,
            }
        );

    /// <returns>Ids of the new items, the newest first.</returns>
    private static async Task<List<string>> CreateAsync(HostedApi api, int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
        {
            ids.Insert(0, (await api.Client.CreateAsync()).ItemId);
        }

        return ids;
    }
}
