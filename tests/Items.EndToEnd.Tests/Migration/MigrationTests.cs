namespace Items.EndToEnd.Tests.Migration;

/// <summary>The command <c>migrate</c> on a table that is written as a FastAPI service with boto3 writes it.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private const string Id = "8e03978e-40d5-43e8-bc93-6894a57f9324";

    private OldTable _table = null!;

    public async Task InitializeAsync() => _table = await OldTable.StartAsync();

    public async Task DisposeAsync() => await _table.DisposeAsync();

    [PythonFact]
    public async Task All_rows_are_in_the_lists_of_the_API_afterwards_and_otherwise_unchanged()
    {
        await _table.WriteAsync(rows: 90);
        var before = await _table.ReadAsync();

        string output = await _table.MigrateAsync("--shards", "4");

        output
            .Should()
            .Contain("90 read: 90 added, 0 unchanged, 0 skipped")
            .And.Contain("by_created is created")
            .And.Contain("by_category is created");
        var after = await _table.ReadAsync();
        after
            .Values.Select(row => row["list_shard"].N)
            .Should()
            .OnlyContain(shard => int.Parse(shard) < 4)
            .And.Contain(["0", "1", "2", "3"]);
        foreach (var row in after.Values)
        {
            row.Remove("list_shard");
        }

        after.Should().BeEquivalentTo(before);
        await using var api = await _table.StartApiAsync(listShards: 4);
        (await ListAsync("")).Should().BeEquivalentTo(before.Keys);
        (await ListAsync("&category=office"))
            .Should()
            .BeEquivalentTo(before.Keys.Where(id => before[id]["category"].S == "office"));

        // The contract describes the API's own ids, which are UUIDv7.
        async Task<IEnumerable<string>> ListAsync(string query) =>
            (await api.UncheckedClient.ListAsync("?limit=100" + query)).ItemIds;
    }

    [PythonFact]
    public async Task Rows_that_were_added_with_one_shard_are_listed_after_the_number_is_raised()
    {
        await _table.WriteAsync(rows: 9);

        await _table.MigrateAsync();

        var ids = new List<string>((await _table.ReadAsync()).Keys);
        await using (var one = await _table.StartApiAsync())
        {
            (await one.UncheckedClient.ListAsync()).ItemIds.Should().BeEquivalentTo(ids);
        }

        await using var four = await _table.StartApiAsync(listShards: 4);
        for (int i = 0; i < 9; i++)
        {
            ids.Add((await four.Client.CreateAsync()).ItemId);
        }

        (await four.UncheckedClient.ListAsync()).ItemIds.Should().BeEquivalentTo(ids);
        (await _table.MigrateAsync("--shards", "4"))
            .Should()
            .Contain("18 read: 0 added, 18 unchanged, 0 skipped");
    }

    [PythonFact]
    public async Task A_second_run_reads_all_pages_of_the_table_and_writes_nothing()
    {
        const int Rows = 4;
        await _table.WriteAsync(rows: 0);
        for (int i = 0; i < Rows; i++)
        {
            // A page of a scan has at most 1 MB.
            await _table.PutAsync($"{i}", ("description", new(new string('x', 390_000))));
        }

        await _table.MigrateAsync();
        int before = _table.Proxy.Operations.Count;
        string output = await _table.MigrateAsync();

        output.Should().Contain($"{Rows} read: 0 added, {Rows} unchanged, 0 skipped");
        var operations = _table.Proxy.Operations.Skip(before).ToList();
        operations.Should().OnlyContain(name => name == "Scan" || name == "DescribeTable");
        operations.Count(name => name == "Scan").Should().BeGreaterThan(1);
    }

    [PythonFact]
    public async Task Rows_that_cannot_be_items_are_reported_and_left_as_they_are()
    {
        await _table.WriteAsync(rows: 1);
        await _table.PutAsync("no name", ("name", null));
        await _table.PutAsync("name\n", ("name", new() { N = "1" }));
        await _table.PutAsync("price", ("price", new("12.5")));
        await _table.PutAsync("version", ("version", new() { N = "1.5" }));
        await _table.PutAsync("shard", ("list_shard", new() { N = "4" }));
        var before = await _table.ReadAsync();

        await using var run = _table.StartMigration("--shards", "4");

        (await run.ExitCodeAsync()).Should().Be(1);
        run.StandardError.All.Should()
            .BeEquivalentTo(
                """skipped "no name": name is missing or not text""",
                """skipped "name\n": name is missing or not text""",
                """skipped "price": price is missing or not a number""",
                """skipped "version": version is not a whole number""",
                """skipped "shard": list_shard is not a whole number from 0 to 3"""
            );
        run.StandardOutput.Text.Should().Contain("6 read: 1 added, 0 unchanged, 5 skipped");
        var after = await _table.ReadAsync();
        after
            .Where(row => row.Key.Length != Id.Length)
            .Should()
            .BeEquivalentTo(before.Where(row => row.Key.Length != Id.Length));
    }

    [PythonFact]
    public async Task A_dry_run_reports_and_changes_nothing()
    {
        await _table.WriteAsync(rows: 3);
        var before = await _table.ReadAsync();
        int operations = _table.Proxy.Operations.Count;

        string output = await _table.MigrateAsync("--dry-run");

        output
            .Should()
            .Contain("3 read: 3 to add, 0 unchanged, 0 skipped")
            .And.Contain("by_created is missing")
            .And.Contain("by_category is missing");
        (await _table.ReadAsync()).Should().BeEquivalentTo(before);
        _table
            .Proxy.Operations.Skip(operations)
            .Should()
            .OnlyContain(name => name == "Scan" || name == "DescribeTable");
    }

    [PythonFact]
    public async Task Writes_of_others_between_the_scan_and_the_update_are_kept()
    {
        await _table.WriteAsync(rows: 0);
        await _table.PutAsync(Id);
        await _table.PutAsync("changed");
        await _table.PutAsync("deleted");
        await _table.PutAsync("added");
        _table.Proxy.Break(
            "\"changed\"",
            BeforeUpdate(() => _table.PutAsync("changed", ("name", new("new"))))
        );
        _table.Proxy.Break("\"deleted\"", BeforeUpdate(() => _table.DeleteAsync("deleted")));
        _table.Proxy.Break(
            "\"added\"",
            BeforeUpdate(() => _table.PutAsync("added", ("list_shard", new() { N = "3" })))
        );

        string output = await _table.MigrateAsync("--shards", "1000");

        output.Should().Contain("4 read: 2 added, 2 unchanged, 0 skipped");
        var rows = await _table.ReadAsync();
        rows.Keys.Should().BeEquivalentTo(Id, "changed", "added");
        rows[Id]["list_shard"].N.Should().Be("5", "it depends only on id and number of shards");
        rows["changed"]["name"].S.Should().Be("new");
        rows["changed"].Should().ContainKey("list_shard");
        rows["added"]["list_shard"].N.Should().Be("3");

        static Fault BeforeUpdate(Func<Task> write) =>
            new(
                "write before the update",
                async request =>
                {
                    await write();
                    await Fault.None.ApplyAsync(request);
                }
            );
    }

    [PythonFact]
    public async Task A_throttled_run_waits_can_be_interrupted_and_is_continued_by_the_next_one()
    {
        await _table.WriteAsync(rows: 30);
        _table.Proxy.Break(
            "UpdateExpression",
            Fault.Error("ProvisionedThroughputExceededException", "The table is busy.")
        );
        await using var first = _table.StartMigration();
        // The SDK itself repeats a throttled call once.
        await Wait.UntilAsync(
            "each row was written several times",
            () => _table.Proxy.FaultCount("UpdateExpression") > 30 * 2 * 2
        );

        first.Send(Signal.Interrupt);

        (await first.ExitCodeAsync()).Should().Be(130);
        first.StandardError.All.Should().Equal("Stopped. Run the same command to continue.");
        await using var second = _table.StartMigration();
        int count = _table.Proxy.FaultCount("UpdateExpression");
        await Wait.UntilAsync("it is throttled", () => _table.Proxy.FaultCount("UpdateExpression") > count);
        await _table.Proxy.RestoreAsync("UpdateExpression");
        (await second.ExitCodeAsync()).Should().Be(0);
        second.StandardOutput.Text.Should().Contain("30 read: 30 added, 0 unchanged, 0 skipped");
    }

    [PythonFact]
    public async Task A_run_without_a_response_ends_with_an_error_and_is_continued_by_the_next_one()
    {
        await _table.WriteAsync(rows: 1);
        _table.Proxy.Break("UpdateExpression", Fault.LostResponse);
        await using var first = _table.StartMigration();
        (await first.ExitCodeAsync()).Should().Be(2);
        first.StandardError.All.Should().ContainSingle().Which.Should().StartWith("error: ");
        await _table.Proxy.RestoreAsync("UpdateExpression");

        string output = await _table.MigrateAsync();

        output
            .Should()
            .Contain("1 read: 0 added, 1 unchanged, 0 skipped")
            .And.Contain("by_created is created");
    }

    [PythonFact]
    public async Task An_index_is_created_when_the_one_before_it_is_active()
    {
        await _table.WriteAsync(rows: 1);
        int creating = 0;
        // AWS fills a new index in the background; the emulator does so at once.
        _table.Proxy.Fault = new Fault(
            "index in creation",
            async request =>
            {
                if (request.Operation == "UpdateTable")
                {
                    creating = 2;
                }

                if (request.Operation == "DescribeTable" && creating-- > 0)
                {
                    string active = (await request.ForwardAsync()).Body;
                    await request.RespondAsync(
                        "200 OK",
                        active.Replace("\"IndexStatus\":\"ACTIVE\"", "\"IndexStatus\":\"CREATING\"")
                    );
                }
                else
                {
                    await Fault.None.ApplyAsync(request);
                }
            }
        );
        int before = _table.Proxy.Operations.Count;

        await _table.MigrateAsync();

        string[] creation = ["UpdateTable", "DescribeTable", "DescribeTable", "DescribeTable"];
        _table
            .Proxy.Operations.Skip(before)
            .Should()
            .Equal(["DescribeTable", "Scan", "UpdateItem", "DescribeTable", .. creation, .. creation]);
    }

    [Theory]
    [InlineData("error: Option '--table' is required. Try --help.")]
    [InlineData(
        "error: --shards needs a whole number above zero. Try --help.",
        "--table",
        "T",
        "--shards",
        "0"
    )]
    [InlineData(
        "error: --dynamodb needs a URL such as http://localhost:8000. Try --help.",
        "--table",
        "T",
        "--dynamodb",
        "x"
    )]
    [InlineData(
        "error: --dynamodb and --region exclude each other. Try --help.",
        "--table",
        "T",
        "--dynamodb",
        "http://a",
        "--region",
        "x"
    )]
    [InlineData("error: template /no/such does not exist", "--table", "T", "--template", "/no/such")]
    [InlineData("error: *refused*", "--table", "T", "--dynamodb", "http://127.0.0.1:9")]
    public async Task Invalid_options_and_an_unreachable_server_are_one_error_line_and_exit_code_2(
        string error,
        params string[] options
    )
    {
        await using var run = LocalHostProgram.Start(["migrate", .. options]);

        (await run.ExitCodeAsync()).Should().Be(2);
        run.Output.All.Should().ContainSingle().Which.Should().Match(error);
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_an_error()
    {
        await using var run = _table.StartMigration();

        (await run.ExitCodeAsync()).Should().Be(2);
        run.Output.All.Should().Equal($"error: there is no table {_table.Name} in this account and region");
    }

    [Theory]
    [InlineData("other_id", "item_id", "error: the key of table * must be item_id, which is text")]
    [InlineData(
        "item_id",
        "other_id",
        "error: index by_created of table * differs from that of the template; delete it"
    )]
    public async Task A_table_that_the_API_cannot_use_is_an_error(string key, string indexKey, string error)
    {
        await _table.CreateAsync(key, indexKey);

        await using var run = _table.StartMigration();

        (await run.ExitCodeAsync()).Should().Be(2);
        run.Output.All.Should().ContainSingle().Which.Should().Match(error);
    }
}
