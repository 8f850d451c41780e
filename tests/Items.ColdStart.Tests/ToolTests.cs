using System.Text.Json.Nodes;
using Items.ColdStart.Operations;

namespace Items.ColdStart.Tests;

/// <summary>The tool with the table server and, unless a test has another one, the published function.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_published_function_gives_right_responses_and_three_reports()
    {
        string reports = _folder.PathTo("reports");

        var result = await Tool.RunAsync(
            "--rounds=2",
            "--calls=20",
            "--contestants=none",
            $"--output={reports}",
            $"--operations={string.Join(',', OperationSet.Names)}"
        );

        result.ExitCode.Should().Be(0, result.Errors);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(reports, "report.json")))!;
        var results = json["results"]!.AsArray();
        results
            .Select(it => ((string?)it!["operation"], (string?)it["transport"]))
            .Should()
            .BeEquivalentTo(OperationSet.Names.SelectMany(it => new[] { (it, "Tls"), (it, "Http") }));
        results
            .Select(it => (double)it!["figures"]!["coldMs"]!["median"]!)
            .Should()
            .OnlyContain(median => median > 0);
        string table = await File.ReadAllTextAsync(Path.Combine(reports, "report.md"));
        result.Output.Should().Contain(table.TrimEnd());
        File.Exists(Path.Combine(reports, "report.svg")).Should().BeTrue();
    }

    [Fact]
    public async Task A_fast_wrong_response_is_an_error()
    {
        using var function = TestFunction.Create(
            """
            #!/usr/bin/env node
            const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
            (async () => {
              for (;;) {
                const next = await fetch(`${base}/next`);
                const id = next.headers.get("lambda-runtime-aws-request-id");
                await next.text();
                await fetch(`${base}/${id}/response`, { method: "POST", body: '{"statusCode":200,"body":"{}"}' });
              }
            })().catch(() => process.exit(1));
            """
        );

        var result = await Tool.RunAsync(
            "--calls=1",
            "--contestants=none",
            $"--function=quick={function.FullPath}"
        );

        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("error: quick failed: wrong response to get, expected status 200");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_one_error_below_the_table()
    {
        // There is a folder with the name of the file.
        _folder.Write("report.md/file", "");

        var result = await Tool.RunAsync(
            "--rounds=1",
            "--calls=1",
            "--transports=http",
            "--contestants=none",
            $"--output={_folder.FullPath}"
        );

        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain("## Start");
        result.Errors.Should().Contain("error: ").And.NotContain("Unhandled");
    }

    [Fact]
    public async Task An_interrupt_ends_the_tool_and_its_child_processes()
    {
        using var function = TestFunction.Create("#!/bin/sh\necho $$ > started\nexec sleep 1000\n");
        string started = function.PathTo("started");
        var tool = Tool.Start(null, "--contestants=none", $"--function={function.FullPath}");
        await Wait.UntilAsync(
            "the function has started",
            () => tool.HasExited || (File.Exists(started) && File.ReadAllText(started).Length > 0),
            TimeSpan.FromMinutes(2)
        );

        tool.Send(Signal.Terminate);

        var result = await tool.EndAsync();
        result.ExitCode.Should().Be(130, result.Errors);
        Directory.Exists($"/proc/{File.ReadAllText(started).Trim()}").Should().BeFalse();
    }

    [Fact]
    public async Task Pages_and_creates_are_measured_for_each_table_size()
    {
        var result = await Tool.RunAsync("--tables=1000,2000", "--requests=3", "--seconds=0.5");

        result.ExitCode.Should().Be(0, result.Errors);
        result
            .Output.WithoutAlignment()
            .Should()
            .MatchRegex(@"\| first page \| 1,000 \| [\d.]+ \| [\d.]+ \| 1 \| 1 \|\n")
            .And.MatchRegex(@"\| after 500 items \| 2,000 \| [\d.]+ \| [\d.]+ \| 1 \| 1 \|\n")
            .And.MatchRegex(@"\| a category \| 2,000 \| [\d.]+ \| [\d.]+ \| 1 \| 1 \|\n")
            .And.MatchRegex(@"\| with Idempotency-Key \| \d+ \|");
    }

    [Fact]
    public async Task Every_figure_that_has_a_goal_is_measured_in_one_run()
    {
        var result = await Tool.RunAsync("--goals", "--rounds=1", "--calls=10");

        result.ExitCode.Should().Be(0, result.Errors);
        string table = result.Output.WithoutAlignment();
        table
            .Should()
            .MatchRegex(@"\| first list of 20 items after INIT \| ≤ 1.3 ms \| [\d.]+ ms \| (met|missed) \|\n")
            .And.MatchRegex(
                @"\| the same with the CPU of 128 MB \| ≤ 3 ms \| ([\d.]+ ms|not measured: .+) \|"
            )
            .And.Contain("| table requests of a page | ≤ 1 | 1 | met |\n")
            .And.Contain("| read units of a page | ≤ 1 | 1 | met |\n")
            .And.MatchRegex(@"\| peak RSS in 500 mixed calls, with maximal pages \| ≤ 32 MB \| [\d.]+ MB \|")
            .And.Contain("≤ 0.82 | not measured: needs a second --function | - |\n");
        table.Split('\n').Count(line => line.Contains('≤', StringComparison.Ordinal)).Should().Be(14);
    }

    public void Dispose() => _folder.Dispose();
}
