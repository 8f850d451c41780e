using System.Text.Json;
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

    [Theory]
    [InlineData(null, "*bootstrap does not exist")]
    [InlineData("#!/bin/sh\nexit 1\n", "*instead of 201*INIT_REPORT*")]
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
