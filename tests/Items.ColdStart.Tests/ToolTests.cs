using System.Text.Json;
using Items.ColdStart.Operations;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Tests;

/// <summary>The tool as users run it, with the table server and, where nothing else is said, the published function.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly ProcessLauncher _launcher = new();
    private readonly Scripted _folder = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    [Fact]
    public async Task The_published_function_gives_right_answers_and_three_reports()
    {
        string reports = Path.Combine(_folder.Folder, "reports");

        var tool = await StartAsync(
            "--rounds 2 --calls 20 --contestants none --output"
                .Split(' ')
                .Append(reports)
                .Append("--operations")
                .Append(string.Join(',', OperationSet.Names))
        );

        (await EndAsync(tool)).Should().Be(0, Printed());
        using var json = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(reports, "report.json"))
        );
        var results = json.RootElement.GetProperty("results").EnumerateArray().ToList();
        results
            .Select(it => (it.GetProperty("operation").GetString(), it.GetProperty("transport").GetString()))
            .Should()
            .BeEquivalentTo(OperationSet.Names.SelectMany(it => new[] { (it, "Tls"), (it, "Http") }));
        results
            .Select(it => it.GetProperty("figures").GetProperty("coldMs").GetProperty("median").GetDouble())
            .Should()
            .OnlyContain(it => it > 0);
        string table = await File.ReadAllTextAsync(Path.Combine(reports, "report.md"));
        string.Join('\n', _output).Should().Contain(table.TrimEnd());
        File.Exists(Path.Combine(reports, "report.svg")).Should().BeTrue();
    }

    [Fact]
    public async Task A_fast_wrong_answer_is_an_error()
    {
        using var scripted = Scripted.Bootstrap(
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

        var tool = await StartAsync([
            "--calls",
            "1",
            "--contestants",
            "none",
            "--function",
            $"quick={scripted.Folder}",
        ]);

        (await EndAsync(tool)).Should().Be(1);
        Printed()
            .Should()
            .Contain("error: quick failed: it gave a wrong answer to get, status 200 was expected");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_one_error_below_the_table()
    {
        // Where the file should be, there is a folder.
        _folder.With("report.md/taken", "");

        var tool = await StartAsync([
            "--rounds=1",
            "--calls=1",
            "--transports=http",
            "--contestants=none",
            $"--output={_folder.Folder}",
        ]);

        (await EndAsync(tool)).Should().Be(1);
        Printed().Should().Contain("## Start").And.Contain("error: ").And.NotContain("Unhandled");
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_everything_that_it_started()
    {
        using var scripted = Scripted.Bootstrap("#!/bin/sh\necho $$ > started\nexec sleep 1000\n");
        string started = Path.Combine(scripted.Folder, "started");
        var tool = await StartAsync(["--contestants", "none", "--function", scripted.Folder]);
        while (!tool.HasExited && !(File.Exists(started) && File.ReadAllText(started).Length > 0))
        {
            await Task.Delay(20);
        }

        tool.Terminate();

        (await EndAsync(tool)).Should().Be(130, Printed());
        Directory.Exists($"/proc/{File.ReadAllText(started).Trim()}").Should().BeFalse();
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    private Task<ChildProcess> StartAsync(IEnumerable<string> arguments) =>
        _launcher.StartAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Items.ColdStart.dll"), .. arguments],
            Environment
                .GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(it => (string)it.Key, it => (string?)it.Value ?? "", StringComparer.Ordinal),
            _folder.Folder,
            line => Keep(_output, line),
            line => Keep(_errors, line)
        );

    /// <summary>The first run may publish the function.</summary>
    private static async Task<int> EndAsync(ChildProcess tool)
    {
        try
        {
            return await tool.Exited.WaitAsync(TimeSpan.FromMinutes(10));
        }
        finally
        {
            tool.Kill();
        }
    }

    private string Printed()
    {
        lock (_output)
        {
            return string.Join('\n', [.. _output, .. _errors]);
        }
    }

    private void Keep(List<string> lines, string line)
    {
        lock (_output)
        {
            lines.Add(line);
        }
    }
}
