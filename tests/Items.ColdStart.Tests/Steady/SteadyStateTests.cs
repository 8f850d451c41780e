using System.Text.Json;
using Items.ColdStart.Steady;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Steady;

public sealed class SteadyStateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Measures_the_published_function()
    {
        string file = _folder.File("report.json");
        var output = new StringWriter();

        await SteadyState.RunAsync(
            new SteadyOptions
            {
                Calls = 1_000,
                Time = TimeSpan.FromSeconds(0.5),
                JsonFile = file,
            },
            output,
            CancellationToken.None
        );

        output
            .WithoutAlignment()
            .Should()
            .Contain("| 50 |")
            .And.Contain("| 1,000 |")
            .And.Contain("the limit is 1,024");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var report = json.RootElement;
        report
            .GetProperty("latencies")
            .EnumerateArray()
            .Select(it => it.GetProperty("clients").GetInt32())
            .Should()
            .Equal(1, 10, 50);
        report
            .GetProperty("allocations")
            .EnumerateArray()
            .Should()
            .HaveCount(6)
            .And.OnlyContain(it => it.GetProperty("bytes").GetDouble() > 1_000);
        report.GetProperty("memory").GetArrayLength().Should().Be(20);
    }

    [Fact]
    public async Task A_function_that_does_not_exist_is_one_clear_error()
    {
        var running = () =>
            SteadyState.RunAsync(
                new SteadyOptions { Function = _folder.Path },
                TextWriter.Null,
                CancellationToken.None
            );

        await running.Should().ThrowAsync<HostError>().WithMessage("*bootstrap does not exist");
    }

    [Fact]
    public async Task A_function_that_ends_is_an_error_with_the_end_of_its_log()
    {
        using var function = TestFolder.WithBootstrap("#!/bin/sh\nexit 1\n");

        var running = () =>
            SteadyState.RunAsync(
                new SteadyOptions { Function = function.Path },
                TextWriter.Null,
                CancellationToken.None
            );

        await running.Should().ThrowAsync<HostError>().WithMessage("*instead of 201*INIT_REPORT*");
    }

    public void Dispose() => _folder.Dispose();
}
