namespace Items.EndToEnd.Tests;

[Collection(nameof(NotInParallel))]
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task All_of_200_concurrent_creates_are_stored()
    {
        const int Count = 200;
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { Concurrency = Count });

        var created = await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(i => api.Client.CreateAsync(ItemsApi.MugWith("name", $"\"number {i}\"")))
        );

        created.Select(item => item.ItemId).Should().OnlyHaveUniqueItems();
        created
            .Select(item => item.Text("name"))
            .Should()
            .BeEquivalentTo(Enumerable.Range(0, Count).Select(i => $"number {i}"));
        var found = await Task.WhenAll(created.Select(item => api.Client.GetItemAsync(item.ItemId)));
        found.Select(item => item.Body).Should().Equal(created.Select(item => item.Body));
    }

    [Fact]
    public async Task Requests_beyond_the_concurrency_limit_get_503_and_the_others_are_stored()
    {
        string[] names = ["held 1", "held 2"];
        await using var table = await TableServer.StartAsync();
        using var proxy = new TableProxy(table.Address);
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = proxy.Address,
                TablePrefix = table.TablePrefix,
                Concurrency = names.Length,
            }
        );
        var released = new TaskCompletionSource();
        var held = new Fault(
            "held",
            async request =>
            {
                await released.Task;
                await Fault.None.ApplyAsync(request);
            }
        );
        Array.ForEach(names, name => proxy.Break(name, held));

        var running = Task.WhenAll(names.Select(name => api.Client.CreateAsync(ItemsApi.MugNamed(name))));
        await Wait.UntilAsync(
            "every sandbox waits for the table",
            () => names.All(name => proxy.FaultCount(name) > 0)
        );
        var rejected = await Task.WhenAll(
            Enumerable.Range(0, 48).Select(_ => api.Client.CallAsync("GET", "/"))
        );
        released.SetResult();
        var created = await running;

        rejected
            .Should()
            .AllSatisfy(response => response.ShouldBe(503, """{"message": "Service Unavailable"}"""));
        api.Sandboxes.Should().HaveCount(names.Length);
        var list = await api.Client.ListAsync("?limit=100");
        list.Json.AsArray()
            .Select(item => (string?)item!["item_id"])
            .Should()
            .BeEquivalentTo(created.Select(item => item.ItemId));
    }
}
