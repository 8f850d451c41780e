using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Items.LocalHost.Tests;

/// <summary>The local host as its users start it: a process with options, streams, signals and an exit code.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _streams;

    private HostProcess(Process process)
    {
        _process = process;
        _streams = Task.WhenAll(
            PumpAsync(process.StandardOutput, Output),
            PumpAsync(process.StandardError, Errors)
        );
    }

    public int Id => _process.Id;

    public LogLines Output { get; } = new();

    public LogLines Errors { get; } = new();

    public static string[] Bootstrap => ["--bootstrap", Repository.ScriptedFunction];

    /// <summary>The scripted function behind a template, on a free port.</summary>
    public static HostProcess StartScripted(TestTemplate template, params string[] options) =>
        Start(["--template", template.FilePath, "--port", "0", .. Bootstrap, .. options]);

    public static HostProcess Start(params string[] arguments)
    {
        string host = Path.Combine(AppContext.BaseDirectory, "Items.LocalHost.dll");
        var start = new ProcessStartInfo("dotnet", [host, .. arguments])
        {
            // Not in the repository, which has a template.
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the line that scripts wait for.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        const string prefix = "Listening on ";
        var line = Output.WaitForAsync(text => text.StartsWith(prefix));
        if (await Task.WhenAny(line, _process.WaitForExitAsync()) != line)
        {
            throw new InvalidOperationException($"the host ended: {string.Join('\n', Errors.All)}");
        }

        return new HttpClient { BaseAddress = new Uri((await line)[prefix.Length..]) };
    }

    public Task SignalAsync(string signal) => Processes.SignalAsync(Id, signal);

    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
        await _streams;
        return _process.ExitCode;
    }

    /// <summary>A client of the table server whose URL the host has printed.</summary>
    public async Task<AmazonDynamoDBClient> TablesAsync()
    {
        string line = await Output.WaitForAsync(text => text.StartsWith("          at "));
        return Tables(new Uri(line.Trim()["at ".Length..].Split(',')[0]));
    }

    public static AmazonDynamoDBClient Tables(Uri url) =>
        new(
            new BasicAWSCredentials("any", "any"),
            new AmazonDynamoDBConfig { ServiceURL = url.ToString(), AuthenticationRegion = "us-east-1" }
        );

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        Output.Dispose();
        Errors.Dispose();
    }

    private static async Task PumpAsync(StreamReader reader, LogLines lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.WriteLine(line);
        }
    }
}
