using System.Text.Json;
using Items.ColdStart.Load;
using Items.ColdStart.Tests.Reporting;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Load;

public sealed class SteadyStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-steady-");

    [Fact]
    public async Task Measures_the_published_function()
    {
        string file = Path.Combine(_folder.FullName, "report.json");
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
    public async Task A_function_that_is_not_there_is_one_clear_error()
    {
        var running = () =>
            SteadyState.RunAsync(
                new SteadyOptions { Function = _folder.FullName },
                TextWriter.Null,
                CancellationToken.None
            );

        await running.Should().ThrowAsync<HostError>().WithMessage("*bootstrap does not exist");
    }

    [Fact]
    public async Task A_function_that_ends_is_an_error_with_its_last_lines()
    {
        using var ending = new FunctionFolder("/bin/false");
        string folder = Path.GetDirectoryName(ending.Bootstrap)!;

        var running = () =>
            SteadyState.RunAsync(
                new SteadyOptions { Function = folder },
                TextWriter.Null,
                CancellationToken.None
            );

        await running.Should().ThrowAsync<HostError>().WithMessage("*instead of 201*INIT_REPORT*");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
