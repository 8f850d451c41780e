using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The log is for people who may see neither the items nor the function's credentials.</summary>
public sealed class LogTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private const string Private = "private-94f1";
    private const string Secret = "secret-3a7c";
    private const string SessionToken = "session-5b20";

    /// <summary>JSON that breaks off, but of the length that was announced.</summary>
    private static readonly Fault Incomplete = new(
        "incomplete JSON",
        exchange =>
            exchange.AnswerAsync("200 OK", $$$"""{"Item":{"item_id":{"S":"1"},"name":{"S":"{{{Private}}}"}""")
    );

    /// <summary>JSON that is no answer.</summary>
    private static readonly Fault Strange = new(
        "JSON of another shape",
        exchange => exchange.AnswerAsync("200 OK", $$"""{"Item":"{{Private}}","Attributes":"{{Private}}"}""")
    );

    [Fact]
    public async Task Whatever_the_table_answers_the_log_holds_neither_credentials_nor_items()
    {
        await using var proxy = new TableProxy(tables.Server.Address);
        var environment = tables.Server.FunctionEnvironment(proxy.Address);
        environment["AWS_SECRET_ACCESS_KEY"] = Secret;
        environment["AWS_SESSION_TOKEN"] = SessionToken;
        environment["AWS_LAMBDA_LOG_LEVEL"] = "TRACE";
        await using var function = await LoneFunction.StartAsync(environment);
        var created = await CallAsync(function, "POST", "/api/v1/items");
        string id = (string)JsonNode.Parse((string)created["body"]!)!["item_id"]!;
        Fault[] faults =
        [
            Incomplete,
            Strange,
            Fault.GarbledBody,
            Fault.TruncatedBody,
            Fault.LostAnswer,
            Fault.BadGateway,
            Fault.InternalServerError,
            Fault.Refusal("ValidationException", "One or more parameter values were invalid"),
        ];

        int failures = 0;
        foreach (var fault in faults)
        {
            proxy.Fault = fault;
            foreach (
                var (method, path) in ((string, string)[])
                    [("POST", "/api/v1/items"), ("GET", Api.Item(id)), ("PUT", Api.Item(id))]
            )
            {
                var answer = await CallAsync(function, method, path);

                failures += (int)answer["statusCode"]! is 500 or 503 ? 1 : 0;
            }
        }

        failures.Should().BeGreaterThan(faults.Length * 2, "most calls must have failed");
        await Eventually.IsAsync("each failure is logged", () => function.Output.Count >= failures);
        string log = string.Join('\n', function.Output);
        log.Should().NotContain(Private).And.NotContain(Secret).And.NotContain(SessionToken);
        function.Output.Should().OnlyContain(line => JsonNode.Parse(line, null, default) != null);
    }

    private static Task<JsonNode> CallAsync(LoneFunction function, string method, string path) =>
        function.InvokeAsync(
            FunctionEvent.Http(
                method,
                path,
                body: method == "GET" ? null : Api.ItemWith("name", $"\"{Private}\"")
            )
        );
}
