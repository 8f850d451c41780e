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
            await using var host = Start("--data", data);
            using var client = await host.ClientAsync();
            using var tables = await host.TablesAsync();
            if (run > 0)
            {
                var found = await tables.GetItemAsync("Things", Key($"{run - 1}"));
                found.Item.Should().ContainKey("id", $"run {run - 1} wrote it");
            }

            await tables.PutItemAsync("Things", Key($"{run}"));
            host.Send(run == 0 ? Signal.Terminate : Signal.Kill);
            await host.ExitCodeAsync();
        }
    }

    [Theory]
    [InlineData("this is no database, but the text of another file")]
    [InlineData("SQLite format 3\0 and nothing that follows from it")]
    public async Task A_damaged_data_file_is_one_error_line_with_the_file_and_the_remedy(string content)
    {
        string data = _template.Write("items.db", content.PadRight(8192));

        await using var host = Start("--data", data);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .Equal(
                $"error: the data file {data} is damaged or not a data file of the local host; delete it or move it away to start with "
                    + "empty tables, or use another file with --data"
            );
    }

    [Fact]
    public async Task A_data_file_that_cannot_be_written_is_not_taken_for_one_in_use()
    {
        string data = Path.Combine(_template.Folder, "items.db");
        await using var running = await BusyFile.CreateAsync($"{data}.lock");

        await using var host = Start("--data", data);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match($"error: cannot keep data in {data}: *; use --ephemeral or another --data");
    }

    [Fact]
    public async Task By_default_data_is_stored_beside_the_template()
    {
        await using var host = Start();
        using var client = await host.ClientAsync();

        File.Exists(Path.Combine(_template.Folder, "artifacts", "local", "items.db")).Should().BeTrue();
        await using var second = Start();
        (await second.ExitCodeAsync()).Should().Be(1);
        second
            .StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match("error: another local host uses */items.db;*");
    }

    [Fact]
    public async Task The_host_ends_with_one_error_line_when_the_table_server_ends()
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();

        LinuxProcess.Send(LinuxProcess.Children(host.Id).Single(), Signal.Kill);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should().Equal("error: the table server ended (exit code 137)");
    }

    [Fact]
    public async Task A_given_table_server_is_used_and_the_host_runs_on_without_it()
    {
        await using var other = Start("--ephemeral");
        using var otherClient = await other.ClientAsync();
        using var tables = await other.TablesAsync();
        string url = tables.Config.ServiceURL;

        await using var host = Start("--dynamodb", url);
        using var client = await host.ClientAsync();
        var environment = JsonNode.Parse(await client.GetStringAsync("/env"))!;
        ((string?)environment["AWS_ENDPOINT_URL_DYNAMODB"]).Should().Be(url);

        other.Send(Signal.Kill);
        await other.ExitCodeAsync();
        (await client.GetStringAsync("/whoami")).Should().Contain("pid");
    }

    [Fact]
    public async Task A_table_with_another_schema_is_one_error_line()
    {
        await using var other = Start("--ephemeral");
        using var otherClient = await other.ClientAsync();
        using var tables = await other.TablesAsync();
        using var changed = new TestTemplate(
            TestTemplate.Text(tables: TestTemplate.Tables.Replace("id", "key", StringComparison.Ordinal))
        );

        await using var host = LocalHostProgram.Start([
            "--template",
            changed.FilePath,
            "--port",
            "0",
            "--dynamodb",
            tables.Config.ServiceURL,
            "--bootstrap",
            ScriptedHost.Bootstrap,
        ]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match(
                "error: table Things exists with properties that differ from the template (it has table HASH id S; the template has table HASH key S); delete the data*"
            );
    }

    private TestProcess Start(params string[] options) => ScriptedHost.Start(_template, options);

    private static Dictionary<string, AttributeValue> Key(string id) =>
        new() { ["id"] = new AttributeValue(id) };
}
