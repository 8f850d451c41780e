using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Ingestion;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The queries of <c>docs/operations.md</c> name only fields that lines of their log have.</summary>
public sealed partial class QueryTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private const string UnreadableId = "0199f1b4-7f6e-7000-8000-000000000001";

    [Fact]
    public async Task Each_field_of_a_query_is_in_a_line_of_its_log()
    {
        var fields = new Dictionary<string, ISet<string>>
        {
            ["FunctionLog"] = await FunctionFieldsAsync(),
            ["ApiLog"] = AccessLogFields(),
        };
        var queries = Query().Matches(File.ReadAllText(Repository.PathTo("docs/operations.md")));
        queries.Should().HaveCountGreaterThan(10);

        var missing = queries.SelectMany(query =>
            FieldsOf(query.Groups["text"].Value)
                .Except(fields[query.Groups["log"].Value])
                .Select(field => $"{field} in {query.Value}")
        );

        missing.Should().BeEmpty();
    }

    [Theory]
    [InlineData("fields a, b\n| filter c = \"d e\"", "a b c")]
    [InlineData("stats count(*) as n, pct(a, 99) as p by b, bin(5m)\n| sort n desc\n| limit 2", "a b")]
    [InlineData("filter ispresent(a) and b not in [\"x\"] or c like \"y\"", "a b c")]
    public void Fields_are_all_names_that_are_not_of_the_query_language(string query, string fields) =>
        FieldsOf(query).Should().Equal(fields.Split(' '));

    /// <summary>Names outside texts that are no keyword, function, unit of time or result of the query.</summary>
    private static IEnumerable<string> FieldsOf(string query)
    {
        string code = Text().Replace(query, "\"\"");
        var results = Result().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet();
        return Name()
            .Matches(code)
            .Select(match => match.Value)
            .Where(name => !results.Contains(name) && !Keywords.Contains(name))
            .Distinct();
    }

    private static readonly HashSet<string> Keywords =
    [
        .. "fields filter stats sort limit by as and or not in like asc desc".Split(' '),
    ];

    private static HashSet<string> AccessLogFields() =>
        [
            .. AccessLogField()
                .Matches(File.ReadAllText(Repository.PathTo("template.yaml")))
                .Select(match => match.Groups["name"].Value),
        ];

    /// <summary>The fields of all lines that the function writes for requests with every outcome.</summary>
    private async Task<HashSet<string>> FunctionFieldsAsync()
    {
        using var proxy = new TableProxy(tables.Server.Address);
        using var reader = new TableReader(tables.Server.Address, tables.Server.TablePrefix);
        await reader.PutAsync(new() { ["item_id"] = new(UnreadableId) });
        var function = await LoggedFunction.StartAsync(tables.Server, proxy.Address);
        await using (function)
        {
            await CallAllAsync(function, proxy);
        }

        return
        [
            .. function.Output.SelectMany(line =>
                JsonNode.Parse(line)!.AsObject().Select(field => field.Key)
            ),
        ];
    }

    private static async Task CallAllAsync(FunctionProcess function, TableProxy proxy)
    {
        string item = ItemsApi.Item((await CreateAsync(function, "key-1")).Response.ItemId);
        await CreateAsync(function, "key-1");
        await CallAsync(function, "DELETE", item, ("if-match", "\"7\""));
        proxy.Fault = Fault.Error("ProvisionedThroughputExceededException", "reason");
        await CallAsync(
            function,
            "GET",
            item,
            ("traceparent", $"00-{new string('a', 32)}-{new string('b', 16)}-01")
        );
        proxy.Fault = Fault.InternalServerErrorAfterWrite;
        await CreateAsync(function, "key-2");
        await ConflictAsync(proxy, function);
        proxy.Fault = Fault.None;
        // The last, because they have several lines.
        await function.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Item(UnreadableId)));
        await DeliverBatchAsync(function);
    }

    /// <summary>Delivers a message that fails, one that is processed, and the same one again, which is discarded.</summary>
    private static async Task DeliverBatchAsync(FunctionProcess function)
    {
        string webhook = await File.ReadAllTextAsync(
            Repository.PathTo("tests/Items.EndToEnd.Tests/Ingestion/Messages/webhook-1.json")
        );
        SentMessage[] batch = [new("not JSON"), new(webhook), new(webhook)];
        await function.DeliverAsync(batch);
        await Wait.UntilAsync(
            "the line of the batch is written",
            () => function.Output.Any(line => line.Contains("batch_processed", StringComparison.Ordinal))
        );
        function
            .Output.TakeLast(3)
            .Should()
            .AllSatisfy(line => LogCatalogue.ShouldContain(JsonNode.Parse(line)!));
        EmbeddedMetricFormat.FindErrors(JsonNode.Parse(function.Output[^1])!).Should().BeEmpty();
    }

    private static async Task ConflictAsync(TableProxy proxy, FunctionProcess function)
    {
        function.Timeout = TimeSpan.FromSeconds(1);
        proxy.Fault = Fault.Cancellation("conflict", """{"Code":"TransactionConflict"}""");
        // A 503 when the deadline was during an attempt, whose outcome is then unknown.
        for (int attempt = 1; (await CreateAsync(function, "key-3")).Status != 409; attempt++)
        {
            attempt.Should().BeLessThan(10, "one of several conflicts lasts until the deadline");
        }
    }

    private static Task<LoggedResponse> CreateAsync(FunctionProcess function, string key) =>
        function.CallAsync(
            FunctionEvent.Http(
                "POST",
                ItemsApi.Items,
                body: ItemsApi.Mug,
                headers: [("idempotency-key", key)]
            ),
            "Root=1-6a5145a9-1bae89e2512ec92d5d9438a0;Parent=53995c3f42cd8ad8;Sampled=0"
        );

    private static Task<LoggedResponse> CallAsync(
        FunctionProcess function,
        string method,
        string path,
        params (string, string)[] headers
    ) => function.CallAsync(FunctionEvent.Http(method, path, headers: headers));

    /// <summary>A block that begins with the name of the stack's output that names the log group.</summary>
    [GeneratedRegex(
        "^```\n# (?<log>\\w+)\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Query();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\bas (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Result();

    /// <summary>Not a function, which is followed by a parenthesis, and not a number with a unit.</summary>
    [GeneratedRegex(@"\b[A-Za-z_]\w*\b(?!\()", RegexOptions.None, 1000)]
    private static partial Regex Name();

    /// <summary>In the template's format of the access log.</summary>
    [GeneratedRegex("\"(?<name>\\w+)\":\"\\$context\\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccessLogField();
}
