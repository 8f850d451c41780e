using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>Events for the published function, with the log lines that it writes for them.</summary>
internal static class LoggedFunction
{
    public const string Name = "items-ItemsFunction-1A2B3C";

    /// <summary>Has the variables of Lambda that the log uses, and has ended INIT.</summary>
    public static async Task<FunctionProcess> StartAsync(
        TableServer tables,
        Uri? endpoint = null,
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        var environment = tables.FunctionEnvironment(endpoint ?? tables.Address);
        environment["AWS_LAMBDA_FUNCTION_NAME"] = Name;
        environment["AWS_LAMBDA_FUNCTION_VERSION"] = "7";
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var function = await FunctionProcess.StartAsync(environment);
        await function.InitializedAsync();
        return function;
    }

    /// <returns>The response, and the one line of the request.</returns>
    public static async Task<LoggedResponse> CallAsync(
        this FunctionProcess function,
        string json,
        string? trace = null
    )
    {
        int before = function.Output.Count;
        var response = await function.InvokeAsync(json, trace);
        await Wait.UntilAsync(
            "the line of the request is written",
            () => function.Output.Skip(before).Any(line => line.Contains("\"_aws\"", StringComparison.Ordinal))
        );
        string line = function
            .Output.Skip(before)
            .Should()
            .ContainSingle("a request has one line")
            .Subject;
        var log = JsonNode.Parse(line)!;
        LogCatalogue.ShouldContain(log);
        EmbeddedMetricFormat.FindErrors(log).Should().BeEmpty("the line is {0}", line);
        return new LoggedResponse(response, log);
    }
}

/// <param name="Line">What the function wrote for the request.</param>
internal sealed record LoggedResponse(FunctionResponse Response, JsonNode Line)
{
    public int Status => Response.Status;

    /// <summary>The metrics of the line, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics =>
        Line["_aws"]!["CloudWatchMetrics"]!
            .AsArray()
            .SelectMany(directive => directive![nameof(Metrics)]!.AsArray())
            .Select(metric => (string)metric!["Name"]!)
            .ToDictionary(name => name, name => (double)Line[name]!);

    /// <summary>Names of the metrics that depend on the response and on the table.</summary>
    public IEnumerable<string> SpecialMetrics => Metrics.Keys.Except(["Latency", "ColdStart"]);
}
