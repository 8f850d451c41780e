using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests.Export;

public sealed class ExportTests(IngestionFixture fixture) : IClassFixture<IngestionFixture>
{
    private const string Path = "/api/v1/export";
    private const int Shards = 3;

    private readonly string _category = $"category {Guid.NewGuid()}";

    [Fact]
    public async Task All_items_of_all_shards_are_exported_newest_first_with_a_cursor_every_1000_and_an_end_line()
    {
        await using var function = await StartAsync();
        await PutItemsAsync(2500);

        var export = await function.InvokeStreamAsync(FunctionEvent.FunctionUrl("GET", Path));

        (export.Status, export.Header("content-type"), export.ErrorType)
            .Should()
            .Be((200, "application/x-ndjson", null));
        var lines = export.Lines;
        string[] all =
        [
            .. (await fixture.Tables.AllAsync())
                .Select(item => item["item_id"].S)
                .OrderDescending(StringComparer.Ordinal),
        ];
        Ids(lines).Should().Equal(all);
        lines[1000].ToJsonString().Should().MatchRegex("""^\{"cursor":"[^"]+"\}$""");
        lines[^1].ToJsonString().Should().Be($$"""{"export":"complete","count":{{all.Length}}}""");
    }

    [Fact]
    public async Task An_export_continues_at_every_cursor_with_its_category_only()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(2500);
        var whole = (await ExportAsync(function)).Lines.ToList();

        foreach (var cursor in whole.Where(line => line["item_id"] is null).SkipLast(1))
        {
            var rest = await ExportAsync(function, $"&cursor={cursor["cursor"]}");
            int before = whole.IndexOf(cursor);
            Ids(rest.Lines).Should().Equal(Ids(whole.Skip(before)));
            var wrong = await function.InvokeStreamAsync(
                FunctionEvent.FunctionUrl("GET", Path, $"cursor={cursor["cursor"]}")
            );
            wrong.Status.Should().Be(422);
        }

        whole.Where(line => line["item_id"] is null).Should().HaveCount(3);
        Ids(whole).Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task An_export_is_compressed_when_the_client_accepts_gzip()
    {
        await using var function = await StartAsync();
        await PutItemsAsync(1500);
        var plain = await ExportAsync(function);

        var compressed = await ExportAsync(function, headers: ("accept-encoding", "br, gzip"));
        var refused = await ExportAsync(function, headers: ("accept-encoding", "br, gzip;q=0"));

        compressed.Header("content-encoding").Should().Be("gzip");
        compressed.Header("vary").Should().Be("accept-encoding");
        compressed.Unzipped.Should().Be(plain.Body);
        (refused.Header("content-encoding"), refused.Body).Should().Be((null, plain.Body));
    }

    [Fact]
    public async Task Through_the_HTTP_API_the_export_is_a_404_that_names_the_function_URL()
    {
        await using var function = await StartAsync();

        var response = await function.InvokeAsync(FunctionEvent.Http("GET", Path));

        (response.Status, response.Body)
            .Should()
            .Be(
                (
                    404,
                    """{"detail":"The export is streamed; call it on the function URL, the stack output ExportUrl"}"""
                )
            );
    }

    [Fact]
    public async Task An_item_that_exists_throughout_is_exported_once_while_others_are_created_and_deleted()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(4000);
        string[] kept = [.. ids.Where((_, i) => i % 2 == 0)];
        string[] deleted = [.. ids.Where((_, i) => i % 2 == 1)];
        using var ended = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (int i = 0; !ended.IsCancellationRequested; i++)
            {
                await fixture.Tables.DeleteAsync(deleted[i % deleted.Length]);
                await PutItemsAsync(5);
            }

            return deleted.Length;
        });

        var exports = new List<StreamedResponse>();
        for (int i = 0; i < 5; i++)
        {
            exports.Add(await ExportAsync(function));
        }

        await ended.CancelAsync();
        await writing;
        foreach (var export in exports)
        {
            string[] exported = [.. Ids(export.Lines)];
            exported.Should().OnlyHaveUniqueItems();
            exported.Intersect(kept).Should().HaveCount(kept.Length);
            ((string)export.Lines[^1]["export"]!).Should().Be("complete");
        }
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_reported_by_the_last_line_and_the_trailers_and_its_cursor_continues()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(2500);
        // A later page starts at a key of the first ones.
        fixture.Proxy.Break("ExclusiveStartKey", Fault.InternalServerError, "Query");

        var failed = await ExportAsync(function);
        await fixture.Proxy.RestoreAsync("ExclusiveStartKey");

        var last = failed.Lines[^1];
        (failed.Status, failed.ErrorType).Should().Be((200, "Function.StreamFailed"));
        ((string)last["export"]!, (string)last["detail"]!).Should().Be(("incomplete", "Service Unavailable"));
        string[] first = [.. Ids(failed.Lines)];
        first.Length.Should().BeInRange(1, 2499);
        ((int)last["count"]!).Should().Be(first.Length);
        var rest = await ExportAsync(function, $"&cursor={last["cursor"]}");
        first.Concat(Ids(rest.Lines)).Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task An_export_whose_time_is_over_ends_incomplete_without_an_error()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(2500);
        fixture.Proxy.Break(
            "ExclusiveStartKey",
            new Fault("slow", request => Task.Delay(TimeSpan.FromSeconds(5), request.CancellationToken)),
            "Query"
        );
        function.Timeout = TimeSpan.FromSeconds(2.5);

        var export = await ExportAsync(function);
        await fixture.Proxy.RestoreAsync("ExclusiveStartKey");

        var last = export.Lines[^1];
        (export.ErrorType, (string)last["detail"]!).Should().Be((null, "The time of this request is over"));
        function.Timeout = TimeSpan.FromSeconds(10);
        var rest = await ExportAsync(function, $"&cursor={last["cursor"]}");
        Ids(export.Lines).Concat(Ids(rest.Lines)).Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task A_process_frozen_in_the_middle_of_an_export_completes_it()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(2500);
        fixture.Proxy.Break(
            "ExclusiveStartKey",
            new Fault(
                "frozen during a query",
                async request =>
                {
                    LinuxProcess.Send(function.ProcessId, Signal.Stop);
                    // Longer than the function waits for one response.
                    await Task.Delay(TimeSpan.FromSeconds(2), request.CancellationToken);
                    LinuxProcess.Send(function.ProcessId, Signal.Continue);
                }
            ).Once,
            "Query"
        );

        var export = await ExportAsync(function);

        fixture.Proxy.FaultCount("ExclusiveStartKey").Should().BePositive();
        Ids(export.Lines).Should().Equal(ids.Reverse());
        export.ErrorType.Should().BeNull();
    }

    [Fact]
    public async Task When_the_connection_breaks_in_the_middle_the_next_request_is_served()
    {
        await using var function = await StartAsync();
        var ids = await PutItemsAsync(2500);
        var broken = new TaskCompletionSource();
        fixture.Proxy.Break(
            "ExclusiveStartKey",
            new Fault(
                "the client is gone",
                async request =>
                {
                    function.CloseConnection();
                    broken.SetResult();
                    await request.RespondAsync((await request.ForwardAsync()).Bytes);
                }
            ).Once,
            "Query"
        );

        _ = await function.SendAsync(ExportEvent());
        await broken.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var export = await ExportAsync(function);

        Ids(export.Lines).Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task A_row_that_is_not_an_item_is_left_out_and_logged_once()
    {
        await using var function = await StartAsync();
        await PutItemsAsync(3);
        string id = Guid.NewGuid().ToString();
        await fixture.Tables.PutAsync(
            new()
            {
                ["item_id"] = new(id),
                ["category"] = new(_category),
                ["name"] = new() { N = "7" },
            }
        );

        var export = await ExportAsync(function);
        await ExportAsync(function);

        Ids(export.Lines).Should().HaveCount(3).And.NotContain(id);
        ((int)export.Lines[^1]["count"]!).Should().Be(3);
        await function.KillAsync();
        function.Output.Where(line => line.Contains(id)).Should().ContainSingle();
    }

    private static IEnumerable<string> Ids(IEnumerable<JsonNode> lines) =>
        lines.Select(line => (string?)line["item_id"]).OfType<string>();

    private Task<FunctionProcess> StartAsync() => fixture.StartFunctionAsync(("LIST_SHARDS", $"{Shards}"));

    private string ExportEvent(string query = "", params IEnumerable<(string, string)> headers) =>
        FunctionEvent.FunctionUrl(
            "GET",
            Path,
            $"category={Uri.EscapeDataString(_category)}{query}",
            headers: headers
        );

    private Task<StreamedResponse> ExportAsync(
        FunctionProcess function,
        string query = "",
        params IEnumerable<(string, string)> headers
    ) => function.InvokeStreamAsync(ExportEvent(query, headers));

    /// <returns>The ids of new items, oldest first.</returns>
    private async Task<IReadOnlyList<string>> PutItemsAsync(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7().ToString()).Order()];
        await fixture.Tables.PutAllAsync(ids.Select(Row));
        return ids;
    }

    private Dictionary<string, AttributeValue> Row(string id, int index) =>
        new()
        {
            ["item_id"] = new(id),
            ["name"] = new($"Mug {index} €"),
            ["price"] = new() { N = (index + 1).ToString(CultureInfo.InvariantCulture) },
            ["category"] = new(_category),
            ["created_at"] = new("2026-11-21T22:00:00.123456Z"),
            ["updated_at"] = new("2026-11-21T22:00:00.123456Z"),
            ["version"] = new() { N = "1" },
            ["list_shard"] = new() { N = $"{index % Shards}" },
        };
}
