namespace Items.EndToEnd.Tests;

/// <summary>The function as the JIT build of <c>--managed</c>.</summary>
public sealed class ManagedFunctionTests
{
    [Fact]
    public async Task It_creates_reads_changes_lists_and_deletes_items_and_has_the_documentation()
    {
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { Managed = true });

        var created = await api.Client.CreateAsync();
        string id = created.ItemId;
        (await api.Client.GetItemAsync(id)).Body.Should().Be(created.Body);
        var updated = await api.Client.UpdateAsync(id, """{"price": 9.99}""");
        updated.Status.Should().Be(200);
        (await api.Client.ListAsync("?category=kitchen")).Body.Should().Be($"[{updated.Body}]");
        (await api.Client.CallAsync("POST", ItemsApi.Items, "{}")).Status.Should().Be(422);
        (await api.Client.DeleteItemAsync(id)).Status.Should().Be(204);
        (await api.Client.GetItemAsync(id)).Status.Should().Be(404);
        (await api.AnonymousClient.CallAsync("GET", "/openapi.json")).Status.Should().Be(200);
        api.Output.Should().ContainSingle(line => line.Contains("not those of the native function"));
    }
}
