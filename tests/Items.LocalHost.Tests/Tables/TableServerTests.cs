using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Items.LocalHost.Tests.Tables;

public sealed class TableServerTests : IDisposable
{
    private readonly TestTemplate _template = new(TestTemplate.Text(tables: TestTemplate.Tables, timeout: 5));

    public void Dispose() => _template.Dispose();

    [Fact]
    public async Task Data_is_kept_after_a_restart_and_after_a_kill()
    {
        string data = Path.Combine(_template.Folder, "deep", "items.db");
        for (int run = 0; run < 3; run++)
        {
            using var host = Start("--data", data);
            using var client = await host.ListeningAsync();
            using var tables = await host.TablesAsync();
            if (run > 0)
            {
                var found = await tables.GetItemAsync("Things", Key($"{run - 1}"));
                found.Item.Should().ContainKey("id", $"run {run - 1} wrote it");
            }

            await tables.PutItemAsync("Things", Key($"{run}"));
            await host.SignalAsync(run == 0 ? "TERM" : "KILL");
            await host.ExitCodeAsync();
        }
    }

    [Fact]
    public async Task By_default_data_is_stored_beside_the_template()
    {
        using var host = Start();
        using var client = await host.ListeningAsync();

        File.Exists(Path.Combine(_template.Folder, "artifacts", "local", "items.db")).Should().BeTrue();
        using var second = Start();
        (await second.ExitCodeAsync()).Should().Be(1);
        second
            .Errors.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match("error: another local host uses */items.db;*");
    }

    [Fact]
    public async Task The_host_ends_with_one_error_line_when_the_table_server_ends()
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();

        await Processes.SignalAsync(Processes.ChildrenOf(host.Id).Single(), "KILL");

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Errors.All.Should().Equal("error: the table server ended (exit code 137)");
    }

    [Fact]
    public async Task A_given_table_server_is_used_and_the_host_runs_on_without_it()
    {
        using var other = Start("--ephemeral");
        using var otherClient = await other.ListeningAsync();
        using var tables = await other.TablesAsync();
        string url = tables.Config.ServiceURL;

        using var host = Start("--dynamodb", url);
        using var client = await host.ListeningAsync();
        var environment = JsonNode.Parse(await client.GetStringAsync("/env"))!;
        ((string?)environment["AWS_ENDPOINT_URL_DYNAMODB"]).Should().Be(url);

        await other.SignalAsync("KILL");
        await other.ExitCodeAsync();
        (await client.GetStringAsync("/whoami")).Should().Contain("pid");
    }

    [Fact]
    public async Task A_table_with_another_schema_is_one_error_line()
    {
        using var other = Start("--ephemeral");
        using var otherClient = await other.ListeningAsync();
        using var tables = await other.TablesAsync();
        using var changed = new TestTemplate(
            TestTemplate.Text(tables: TestTemplate.Tables.Replace("id", "key", StringComparison.Ordinal))
        );

        using var host = HostProcess.Start([
            "--template",
            changed.FilePath,
            "--port",
            "0",
            "--dynamodb",
            tables.Config.ServiceURL,
            .. HostProcess.Bootstrap,
        ]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Errors.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match(
                "error: table Things exists with keys or indexes that differ from the template (table HASH id S)*"
            );
    }

    private HostProcess Start(params string[] options) => HostProcess.StartScripted(_template, options);

    private static Dictionary<string, AttributeValue> Key(string id) =>
        new() { ["id"] = new AttributeValue(id) };
}
