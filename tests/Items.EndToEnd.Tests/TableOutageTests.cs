using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

public sealed class TableOutageTests
{
    [OwnServerFact]
    public async Task A_table_server_that_is_down_is_a_503_and_its_return_needs_no_restart()
    {
        await using var table = await TableServer.StartAsync();
        await using var stack = await LocalStack.StartAsync(
            new StackOptions { TableServer = table.Address, Concurrency = 1 }
        );
        var created = await stack.Client.CreateAsync();
        int sandbox = stack.Sandboxes.Single();

        await table.KillAsync();
        var whileDown = await stack.Client.GetItemAsync(created.ItemId);
        await table.ResumeAsync();
        var afterwards = await stack.Client.GetItemAsync(created.ItemId);

        whileDown.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        whileDown.Headers.RetryAfter?.Delta.Should().BePositive();
        afterwards.ShouldBe(200, created.Body);
        stack.Sandboxes.Should().Equal(sandbox);
    }
}
