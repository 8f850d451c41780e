using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>The log contains neither items nor credentials: its readers may have access to none of them.</summary>
public sealed class LogTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private const string PrivateName = "private-94f1";
    private const string SecretKey = "secret-3a7c";
    private const string SessionToken = "session-5b20";

    /// <summary>JSON that is cut off, with the length of what is left.</summary>
    private static readonly Fault Incomplete = new(
        "incomplete JSON",
        request =>
            request.RespondAsync(
                "200 OK",
                $$$"""{"Item":{"item_id":{"S":"1"},"name":{"S":"{{{PrivateName}}}"}"""
            )
    );

    /// <summary>JSON of another shape than a response.</summary>
    private static readonly Fault WrongShape = new(
        "JSON of another shape",
        request =>
            request.RespondAsync("200 OK", $$"""{"Item":"{{PrivateName}}","Attributes":"{{PrivateName}}"}""")
    );

    [Fact]
    public async Task The_log_has_no_credentials_and_no_items_whatever_the_table_returns()
    {
        using var proxy = new TableProxy(tables.Server.Address);
        var environment = tables.Server.FunctionEnvironment(proxy.Address);
        environment["AWS_SECRET_ACCESS_KEY"] = SecretKey;
        environment["AWS_SESSION_TOKEN"] = SessionToken;
        environment["AWS_LAMBDA_LOG_LEVEL"] = "TRACE";
        await using var function = await FunctionProcess.StartAsync(environment);
        var created = await CallAsync(function, "POST", "/api/v1/items");
        string id = created.ItemId;
        Fault[] faults =
        [
            Incomplete,
            WrongShape,
            Fault.GarbledBody,
            Fault.TruncatedBody,
            Fault.LostResponse,
            Fault.BadGateway,
            Fault.InternalServerError,
            Fault.Error("ValidationException", "One or more parameter values were invalid"),
        ];

        int failures = 0;
        foreach (var fault in faults)
        {
            proxy.Fault = fault;
            foreach (
                var (method, path) in ((string, string)[])
                    [("POST", "/api/v1/items"), ("GET", ItemsApi.Item(id)), ("PUT", ItemsApi.Item(id))]
            )
            {
                var response = await CallAsync(function, method, path);

                failures += response.Status is 500 or 503 ? 1 : 0;
            }
        }

        failures.Should().BeGreaterThan(faults.Length * 2, "most calls must have failed");
        await Wait.UntilAsync(
            "each failure is logged",
            () =>
                function.Output.Count(line => line.Contains("\"exception\":", StringComparison.Ordinal))
                >= failures
        );
        string log = string.Join('\n', function.Output);
        log.Should().NotContain(PrivateName).And.NotContain(SecretKey).And.NotContain(SessionToken);
        function.Output.Should().OnlyContain(line => JsonNode.Parse(line, null, default) != null);
    }

    private static Task<FunctionResponse> CallAsync(FunctionProcess function, string method, string path) =>
        function.InvokeAsync(
            FunctionEvent.Http(method, path, body: method == "GET" ? null : ItemsApi.MugNamed(PrivateName))
        );
}
