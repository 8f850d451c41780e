using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What the published function does before its first event, and that no table can keep it from starting.</summary>
[Collection(nameof(Alone))]
public sealed class WarmUpTests(TableFixture tables) : IClassFixture<TableFixture>, IAsyncLifetime
{
    private static readonly Fault[] Faults =
    [
        Fault.Silence,
        Fault.ResetBefore,
        Fault.BadGateway,
        Fault.InternalServerError,
        Fault.Refusal("ResourceNotFoundException", "Requested resource not found"),
        Fault.Refusal("AccessDeniedException", "User is not authorized"),
        Fault.Refusal("ThrottlingException", "Rate exceeded"),
    ];

    private TableProxy Proxy { get; set; } = null!;

    public static TheoryData<string> FaultNames() => new(Faults.Select(fault => fault.Name));

    [Fact]
    public async Task It_reads_one_item_and_writes_none_and_says_nothing()
    {
        await using var function = await StartAsync();

        Proxy.Operations.Should().Equal("GetItem");
        await ShouldServeAsync(function);
        Proxy.AllConnections.Should().Be(1, "the connection is there for the first event");
        function.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Switched_off_it_does_not_call_the_table()
    {
        await using var function = await StartAsync(("ITEMS_WARM_UP", "off"));

        Proxy.AllConnections.Should().Be(0);
        await ShouldServeAsync(function);
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task A_table_that_fails_meanwhile_is_one_warning_and_no_failed_start(string name)
    {
        Proxy.Fault = Faults.Single(fault => fault.Name == name);

        await using var function = await StartAsync();

        Proxy.Requests.Should().BePositive("the fault must have struck");
        Proxy.Fault = Fault.None;
        await ShouldServeAsync(function);
        await ShouldHaveWarnedOnceAsync(function);
    }

    [OwnServerFact]
    public async Task A_table_that_is_not_there_yet_is_one_warning_and_no_failed_start()
    {
        await tables.Server.KillAsync();
        LoneFunction function;
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
    [InlineData("forgotten")]
    public async Task A_connection_that_is_gone_after_a_freeze_is_not_noticed_by_the_first_caller(string how)
    {
        await using var function = await StartAsync();
        Processes.Signal(function.ProcessId, Processes.Stop);
        await Eventually.IsAsync("it is frozen", () => Processes.IsFrozen(function.ProcessId));
        Proxy.OpenConnections.Should().Be(1, "there must be a connection to break");
        Action breakConnections = how switch
        {
            "closed" => Proxy.CloseConnections,
            "reset" => Proxy.ResetConnections,
            _ => Proxy.ForgetConnections,
        };

        breakConnections();
        Processes.Signal(function.ProcessId, Processes.Continue);

        await ShouldServeAsync(function);
        function.Output.Should().BeEmpty();
    }

    public Task InitializeAsync()
    {
        Proxy = new TableProxy(tables.Server.Address);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Proxy.DisposeAsync();

    private async Task<LoneFunction> StartAsync(params (string Name, string Value)[] variables)
    {
        var environment = tables.Server.FunctionEnvironment(Proxy.Address);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var function = await LoneFunction.StartAsync(environment);
        await function.InitializedAsync();
        return function;
    }

    private static async Task ShouldServeAsync(LoneFunction function)
    {
        var answer = await function.InvokeAsync(FunctionEvent.Http("POST", "/api/v1/items", body: Api.Mug));

        ((int)answer["statusCode"]!).Should().Be(201, "the answer is {0}", answer.ToJsonString());
    }

    private static async Task ShouldHaveWarnedOnceAsync(LoneFunction function)
    {
        await Eventually.IsAsync("the log has arrived", () => function.Output.Count > 0);
        string line = function.Output.Should().ContainSingle().Subject;
        var entry = JsonNode.Parse(line)!;
        ((string)entry["level"]!).Should().Be("WARN");
        ((string)entry["message"]!).Should().Be("The warm-up failed");
        ((string)entry["exception"]!).Should().NotBeEmpty();
    }
}

/// <summary>Tests of what has to be done within a second, which a machine that is busy with others may not do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
