using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The subsegments of table calls, as X-Ray's daemon receives them.</summary>
public sealed class TraceTests(TableFixture tables) : IClassFixture<TableFixture>, IDisposable
{
    private const string TraceId = "1-6a5145a9-1bae89e2512ec92d5d9438a0";
    private const string Parent = "53995c3f42cd8ad8";
    private const string Sampled = $"Root={TraceId};Parent={Parent};Sampled=1";
    private const string NotSampled = $"Root=1-6a5145a9-00000000000000000000000a;Parent={Parent};Sampled=0";

    private static readonly string GetOne = FunctionEvent.Http("GET", ItemsApi.Item("1"));

    private readonly XRayListener _daemon = new();
    private readonly TableProxy _proxy = new(tables.Server.Address);

    [Fact]
    public async Task A_table_call_is_a_subsegment_of_the_invocation()
    {
        await using var function = await StartAsync(_daemon.Address);

        await function.CallAsync(GetOne, Sampled);

        var call = (await _daemon.DocumentsAsync(1)).Should().ContainSingle().Subject;
        ((string)call["name"]!).Should().Be("DynamoDB");
        ((string)call["namespace"]!).Should().Be("aws");
        ((string)call["trace_id"]!).Should().Be(TraceId);
        ((string)call["parent_id"]!).Should().Be(Parent);
        ((int)call["http"]!["response"]!["status"]!).Should().Be(200);
        var aws = call["aws"]!;
        ((string)aws["operation"]!).Should().Be("GetItem");
        ((string)aws["region"]!).Should().Be("us-east-1");
        ((string)aws["table_name"]!).Should().EndWith("ItemsTable");
        ((string)aws["request_id"]!).Should().NotBeEmpty();
        Flags(call).Should().BeEmpty();
        call["cause"].Should().BeNull();
    }

    [Fact]
    public async Task Each_attempt_is_a_subsegment_with_the_flags_of_its_failure()
    {
        await using var function = await StartAsync(_daemon.Address);
        Fault[] faults =
        [
            Fault.Error("ProvisionedThroughputExceededException", "reason"),
            Fault.InternalServerError,
            Fault.ResetBeforeWrite,
            Fault.Error("ValidationException", "reason"),
        ];
        var remaining = new ConcurrentQueue<Fault>(faults);
        _proxy.Fault = new Fault(
            "one after the other",
            request => remaining.TryDequeue(out var fault) ? fault.ApplyAsync(request) : Task.CompletedTask
        );

        var response = await function.CallAsync(GetOne, Sampled);

        response.Status.Should().Be(500);
        var calls = await _daemon.DocumentsAsync(faults.Length);
        calls
            .Select(call => string.Join(' ', Flags(call)))
            .Should()
            .Equal("error throttle", "fault", "fault", "error");
        calls
            .Select(call => (string)call["cause"]!["exceptions"]![0]!["type"]!)
            .Should()
            .Equal(
                "ProvisionedThroughputExceededException",
                "InternalServerError",
                "IOException",
                "ValidationException"
            );
        calls.Select(call => (int?)call["http"]?["response"]!["status"]).Should().Equal(400, 500, null, 400);
        calls.Select(call => (string)call["id"]!).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_table_call_has_the_id_of_its_subsegment_only_when_sampled()
    {
        var headers = new ConcurrentQueue<string?>();
        _proxy.Fault = new Fault(
            "headers are recorded",
            request =>
            {
                headers.Enqueue(TraceHeader(request));
                return Fault.None.ApplyAsync(request);
            }
        );
        await using var function = await StartAsync(_daemon.Address);

        await function.CallAsync(GetOne, NotSampled);
        await function.CallAsync(GetOne);
        await function.CallAsync(GetOne, Sampled);

        var call = (await _daemon.DocumentsAsync(1)).Should().ContainSingle("one call is sampled").Subject;
        headers
            .Skip(1) // That of the warm-up.
            .Should()
            .Equal(null, null, $"Root={TraceId};Parent={call["id"]};Sampled=1");
        headers.First().Should().BeNull();
    }

    [Fact]
    public async Task Calls_in_parallel_overlap_and_a_transaction_names_no_single_table()
    {
        const int Shards = 4;
        string list = FunctionEvent.Http("GET", ItemsApi.Items);
        await using var function = await StartAsync(_daemon.Address, ("LIST_SHARDS", $"{Shards}"));
        for (int page = 1; page < Shards; page++)
        {
            // Each page but the first can open one more connection.
            await function.CallAsync(list, NotSampled);
        }

        await function.CallAsync(list, Sampled);

        var queries = await _daemon.DocumentsAsync(Shards);
        queries.Should().HaveCount(Shards).And.OnlyContain(it => Operation(it) == "Query");
        queries
            .Max(query => (double)query["start_time"]!)
            .Should()
            .BeLessThan(queries.Min(query => (double)query["end_time"]!));

        await function.CallAsync(FunctionEvent.Http("POST", ItemsApi.Items, body: ItemsApi.Mug), Sampled);

        var transaction = (await _daemon.DocumentsAsync(Shards + 1))[Shards];
        Operation(transaction).Should().Be("TransactWriteItems");
        transaction["aws"]!.AsObject().Should().NotContainKey("table_name");
    }

    [Theory]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("localhost:{0}")]
    [InlineData("tcp:127.0.0.1:1 udp:127.0.0.1:{0}")]
    [InlineData("udp:127.0.0.1:{0} tcp:127.0.0.1:1")]
    public async Task The_address_of_the_daemon_can_have_each_documented_form(string address)
    {
        await using var function = await StartAsync(string.Format(null, address, _daemon.Port));

        await function.CallAsync(GetOne, Sampled);

        (await _daemon.DocumentsAsync(1)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("127.0.0.1:9")] // Nothing listens there.
    [InlineData("nowhere.invalid:2000")]
    [InlineData("nonsense")]
    [InlineData("tcp:127.0.0.1:2000")]
    public async Task A_daemon_that_cannot_be_reached_changes_nothing(string address)
    {
        await using var function = await StartAsync(address);

        for (int i = 0; i < 3; i++)
        {
            var call = await function.CallAsync(GetOne, Sampled);

            call.Status.Should().Be(404);
            ((string)call.Line["xray_trace_id"]!).Should().Be(TraceId);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _proxy.Dispose();
    }

    private static string Operation(JsonNode call) => (string)call["aws"]!["operation"]!;

    private static IEnumerable<string> Flags(JsonNode call) =>
        call.AsObject().Select(member => member.Key).Where(key => key is "error" or "throttle" or "fault");

    private static string? TraceHeader(ProxiedRequest request)
    {
        const string Name = "x-amzn-trace-id: ";
        return Encoding
            .UTF8.GetString(request.Bytes.Span)
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            ?[Name.Length..];
    }

    private Task<FunctionProcess> StartAsync(
        string daemon,
        params IEnumerable<(string Name, string Value)> variables
    ) =>
        LoggedFunction.StartAsync(
            tables.Server,
            _proxy.Address,
            [("AWS_XRAY_DAEMON_ADDRESS", daemon), .. variables]
        );
}
