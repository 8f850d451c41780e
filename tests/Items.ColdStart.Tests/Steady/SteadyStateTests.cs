using System.Text.Json.Nodes;
using Items.ColdStart.Steady;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Steady;

public sealed class SteadyStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Measures_the_published_function()
    {
        string file = _folder.PathTo("report.json");

        string output = await RunAsync(function: null, file);

        output.Should().Contain("| 50 |").And.Contain("| 1,000 |").And.Contain("the limit is 1,024");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        report["latencies"]!.AsArray().Select(it => (int)it!["clients"]!).Should().Equal(1, 10, 50);
        var allocations = report["allocations"]!.AsArray().Select(it => (double)it!["bytes"]!);
        allocations.Should().HaveCount(6).And.OnlyContain(bytes => bytes > 1_000);
        report["peaks"]!
            .AsArray()
            .Select(it => (long)it!["rss"]!)
            .Should()
            .HaveCount(3)
            .And.OnlyContain(it => it > 10_000);
        report["memory"]!.AsArray().Should().HaveCount(20);
    }

    [Theory]
    [InlineData(null, "*bootstrap does not exist")]
    [InlineData("#!/bin/sh\nexit 1\n", "*instead of 201*INIT failed: the process exited with exit code 1*")]
    public async Task A_function_that_is_missing_or_ends_is_one_error_with_its_log(
        string? script,
        string message
    )
    {
        if (script is not null)
        {
            _folder.Write("bootstrap", script);
        }

        var running = () => RunAsync(_folder.FullPath);

        await running.Should().ThrowAsync<HostError>().WithMessage(message);
    }

    public void Dispose() => _folder.Dispose();

    /// <returns>The report.</returns>
    private static async Task<string> RunAsync(string? function, string? jsonFile = null)
    {
        await using var output = new StringWriter();
        await SteadyState.RunAsync(function, 1_000, TimeSpan.FromSeconds(0.5), jsonFile, output, default);
        return output.ToString().WithoutAlignment();
    }
}
