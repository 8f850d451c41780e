using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.Api;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;

namespace Items.Template.Tests;

/// <summary>
/// The function's own metrics, which CloudWatch finds by namespace, name and dimensions: an alarm on a metric that is not
/// written is never raised.
/// </summary>
public sealed partial class MetricsTests
{
    private const string Function = "ItemsFunction";

    [Fact]
    public void Alarms_and_dashboard_use_only_metrics_that_the_function_writes()
    {
        var template = Template.Parse(File.ReadAllText(Repository.PathTo("template.yaml")));
        string[] alarms = [.. InAlarms(template).Where(IsOwn)];
        string[] dashboard = [.. InDashboard(template).Where(IsOwn)];

        alarms.Should().NotBeEmpty();
        dashboard.Should().NotBeEmpty();
        alarms.Concat(dashboard).Should().BeSubsetOf(Written());
    }

    [Fact]
    public void The_documentation_has_exactly_the_metrics_that_the_function_writes() =>
        Row()
            .Matches(File.ReadAllText(Repository.PathTo("docs/logs.md")))
            .SelectMany(row => row.Groups["name"].Captures)
            .Select(name =>
                Metric("ItemsApi", name.Value, ("service", "items-api"), ("function_name", Function))
            )
            .Should()
            .BeEquivalentTo(Written());

    /// <summary>The metrics of requests and messages with every outcome.</summary>
    private static HashSet<string> Written()
    {
        using var output = new MemoryStream();
        // The names in Program.cs; tests of the executable compare them with its lines.
        var identity = new FunctionIdentity("items-api", Function, "1");
        var telemetry = new FunctionTelemetry(
            new Log(output, identity, LogLevel.Info),
            "ItemsApi",
            daemon: null
        );
        Func<Response>[] outcomes =
        [
            .. new[] { 200, 304, 409, 412, 500, 503 }.Select<int, Func<Response>>(status =>
                () => new Response(status)
            ),
            () => new Response(201).With("idempotent-replayed", "true"),
            () =>
            {
                telemetry.TableCalls.AddThrottle();
                return new Response(200);
            },
            () => throw new OutcomeUnknownException("", new IOException()),
        ];
        foreach (var respond in outcomes)
        {
            var function = new LambdaFunction(
                new((_, _) => respond(), DynamoDbFailures.UnavailableDetail, timing: null, telemetry)
            );
            function.Handle(new Invocation("id", WarmUpEvent.Json), CancellationToken.None);
            function.AfterResponse();
        }

        BreakStream(telemetry);
        ProcessMessages(telemetry);
        string[] lines = System
            .Text.Encoding.UTF8.GetString(output.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines
                .Select(line => JsonNode.Parse(line)!)
                .Where(line => line["_aws"] is not null)
                .SelectMany(InLine),
        ];
    }

    private static void BreakStream(FunctionTelemetry telemetry)
    {
        var streamed = Response.Streamed(200, "text/plain", (_, _) => throw new IOException());
        var function = new LambdaFunction(new((_, _) => streamed, _ => null, timing: null, telemetry));
        var request = JsonNode.Parse(WarmUpEvent.Json.Span)!;
        request["requestContext"]!["domainName"] = "id.lambda-url.eu-west-1.on.aws";

        var result = function.Handle(
            new Invocation("id", System.Text.Encoding.UTF8.GetBytes(request.ToJsonString())),
            CancellationToken.None
        );
        Action writeBody = () => result.WriteRest!(Stream.Null, CancellationToken.None);
        writeBody.Should().Throw<IOException>();
        function.AfterResponse();
    }

    /// <summary>A batch of which the first message was received before, the second is discarded and the third fails.</summary>
    private static void ProcessMessages(FunctionTelemetry telemetry)
    {
        MessageResult[] results =
        [
            new MessageResult.Processed(),
            new MessageResult.Discarded("repeated"),
            new MessageResult.Failed("poison"),
        ];
        var messages = results.Select(
            (_, i) =>
                $$$"""
                    {"messageId": "{{{i}}}", "body": "{}", "eventSource": "aws:sqs",
                     "attributes": {"ApproximateReceiveCount": "{{{(
                        i == 0 ? 2 : 1
                    )}}}", "SentTimestamp": "1783711145766"}}
                    """
        );
        var function = new LambdaFunction(
            new((_, _) => new Response(200), _ => null, timing: null, telemetry),
            new((message, _) => results[int.Parse(message.Id)], telemetry)
        );
        string batch = $$"""{"Records": [{{string.Join(',', messages)}}]}""";
        function.Handle(
            new Invocation("id", System.Text.Encoding.UTF8.GetBytes(batch)),
            CancellationToken.None
        );
        function.AfterResponse();
    }

    private static IEnumerable<string> InLine(JsonNode line) =>
        from directive in line["_aws"]!["CloudWatchMetrics"]!.AsArray()
        from dimensions in directive!["Dimensions"]!.AsArray()
        from metric in directive["Metrics"]!.AsArray()
        select Metric(
            $"{directive["Namespace"]}",
            $"{metric!["Name"]}",
            [.. dimensions!.AsArray().Select(name => ($"{name}", $"{line[$"{name}"]}"))]
        );

    private static IEnumerable<string> InAlarms(Template template) =>
        from alarm in template.OfType("AWS::CloudWatch::Alarm")
        from node in Nodes.In(alarm.Properties, alarm.Name)
        where node.Node is JsonObject metric && metric.ContainsKey("MetricName")
        select Metric(
            $"{node.Node["Namespace"]}",
            $"{node.Node["MetricName"]}",
            [.. node.Node["Dimensions"]!.AsArray().Select(it => ($"{it!["Name"]}", Value(it["Value"])))]
        );

    private static IEnumerable<string> InDashboard(Template template)
    {
        string body =
            $"{template.OfType("AWS::CloudWatch::Dashboard").Single().Properties["DashboardBody"]!["Fn::Sub"]}";
        var widgets = JsonNode.Parse(Intrinsic.ReplaceVariables(body, name => name))!["widgets"]!.AsArray();
        return widgets
            .SelectMany(widget => Rows(widget!["properties"]!["metrics"]!.AsArray()))
            .Select(cells =>
                Metric(cells[0], cells[1], [.. cells[2..].Chunk(2).Select(pair => (pair[0], pair[1]))])
            );
    }

    /// <summary>Namespace, name, and names and values of dimensions. A dot repeats the cell above, three dots the row.</summary>
    private static IEnumerable<string[]> Rows(JsonArray metrics)
    {
        string[] above = [];
        foreach (var row in metrics)
        {
            string[] cells = [.. row!.AsArray().OfType<JsonValue>().Select(cell => $"{cell}")];
            above = cells is ["..."] ? above : [.. cells.Select((cell, i) => cell == "." ? above[i] : cell)];
            yield return above;
        }
    }

    private static string Value(JsonNode? value) =>
        Intrinsic.Of(value) is { Function: "Ref", Argument: var name } ? $"{name}" : $"{value}";

    private static string Metric(
        string metricsNamespace,
        string name,
        params (string Name, string Value)[] dimensions
    ) => $"{metricsNamespace} {name} {string.Join(' ', dimensions.Select(it => $"{it.Name}={it.Value}"))}";

    // The others are those of AWS's services.
    private static bool IsOwn(string metric) => !metric.StartsWith("AWS/", StringComparison.Ordinal);

    /// <summary>One or several metrics of one unit.</summary>
    [GeneratedRegex(
        @"^\| (`(?<name>\w+)`(, )?)+ \| (Milliseconds|Count) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Row();
}
