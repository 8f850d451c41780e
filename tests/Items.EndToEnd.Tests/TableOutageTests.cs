namespace Items.EndToEnd.Tests;

public sealed class TableOutageTests
{
    [OwnTableServerFact]
    public async Task A_stopped_table_server_is_a_503_and_the_function_recovers_with_it()
    {
        await using var table = await TableServer.StartAsync();
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { TableServer = table.Address, Concurrency = 1 }
        );
        var created = await api.Client.CreateAsync();
        int sandbox = api.Sandboxes.Single();

        await table.KillAsync();
        var whileDown = await api.Client.GetItemAsync(created.ItemId);
        await table.ResumeAsync();
        var afterwards = await api.Client.GetItemAsync(created.ItemId);

        whileDown.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        whileDown.RetryAfter.Should().BePositive();
        afterwards.ShouldBe(200, created.Body);
        api.Sandboxes.Should().Equal(sandbox);
    }
}
