using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>The warm-up of the published function before its first event; a failing table does not prevent the start.</summary>
[Collection(nameof(NotInParallel))]
public sealed class WarmUpTests(TableFixture tables) : IClassFixture<TableFixture>, IAsyncLifetime
{
    private static readonly Fault[] Faults =
    [
        Fault.NoResponse,
        Fault.ResetBeforeWrite,
        Fault.BadGateway,
        Fault.InternalServerError,
        Fault.Error("ResourceNotFoundException", "Requested resource not found"),
        Fault.Error("AccessDeniedException", "User is not authorized"),
        Fault.Error("ThrottlingException", "Rate exceeded"),
    ];

    private TableProxy Proxy { get; set; } = null!;

    public static TheoryData<string> FaultNames() => new(Faults.Select(fault => fault.Name));

    [Fact]
    public async Task It_reads_one_item_and_logs_nothing()
    {
        await using var function = await StartAsync();

        Proxy.Operations.Should().Equal("GetItem");
        await ShouldServeAsync(function);
        Proxy.Connections.Should().Be(1, "the first event uses the connection of the warm-up");
        await ShouldHaveLoggedNothingAsync(function);
    }

    [Fact]
    public async Task Turned_off_it_does_not_call_the_table()
    {
        await using var function = await StartAsync(("ITEMS_WARM_UP", "off"));

        Proxy.Connections.Should().Be(0);
        await ShouldServeAsync(function);
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task A_failing_table_is_one_warning_and_does_not_prevent_the_start(string name)
    {
        Proxy.Fault = Faults.Single(fault => fault.Name == name);

        await using var function = await StartAsync();

        Proxy.Operations.Should().NotBeEmpty("a request must have met the fault");
        Proxy.Fault = Fault.None;
        await ShouldServeAsync(function);
        await ShouldHaveWarnedOnceAsync(function);
    }

    [OwnTableServerFact]
    public async Task A_stopped_table_server_is_one_warning_and_does_not_prevent_the_start()
    {
        await tables.Server.KillAsync();
        FunctionProcess function;
        try
        {
            function = await StartAsync(("AWS_ENDPOINT_URL_DYNAMODB", tables.Server.Address.ToString()));
        }
        finally
        {
            await tables.Server.ResumeAsync();
        }

        await using var started = function;
        await ShouldServeAsync(function);
        await ShouldHaveWarnedOnceAsync(function);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("reset")]
    [InlineData("without responses")]
    public async Task A_connection_that_breaks_during_a_freeze_is_replaced(string how)
    {
        await using var function = await StartAsync();
        LinuxProcess.Send(function.ProcessId, Signal.Stop);
        await Wait.UntilAsync("the function is frozen", () => LinuxProcess.IsStopped(function.ProcessId));
        Proxy.OpenConnections.Should().Be(1, "there must be a connection to break");
        Action breakConnections = how switch
        {
            "closed" => Proxy.CloseConnections,
            "reset" => Proxy.ResetConnections,
            _ => Proxy.BlackholeConnections,
        };

        breakConnections();
        LinuxProcess.Send(function.ProcessId, Signal.Continue);

        await ShouldServeAsync(function);
        await ShouldHaveLoggedNothingAsync(function);
    }

    public Task InitializeAsync()
    {
        Proxy = new TableProxy(tables.Server.Address);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Proxy.Dispose();
        return Task.CompletedTask;
    }

    private async Task<FunctionProcess> StartAsync(params (string Name, string Value)[] variables)
    {
        var environment = tables.Server.FunctionEnvironment(Proxy.Address);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var function = await FunctionProcess.StartAsync(environment);
        await function.InitializedAsync();
        return function;
    }

    private static async Task ShouldServeAsync(FunctionProcess function)
    {
        var response = await function.InvokeAsync(
            FunctionEvent.Http("POST", "/api/v1/items", body: ItemsApi.Mug)
        );

        response.Status.Should().Be(201, "the body is {0}", response.Body);
    }

    private static async Task ShouldHaveLoggedNothingAsync(FunctionProcess function)
    {
        await function.KillAsync();
        function.Output.Should().BeEmpty();
    }

    private static async Task ShouldHaveWarnedOnceAsync(FunctionProcess function)
    {
        await function.KillAsync();
        string line = function.Output.Should().ContainSingle().Subject;
        var entry = JsonNode.Parse(line)!;
        ((string)entry["level"]!).Should().Be("WARN");
        ((string)entry["event_id"]!).Should().Be("warm_up_failed");
        ((string)entry["exception"]!).Should().NotBeEmpty();
    }
}
