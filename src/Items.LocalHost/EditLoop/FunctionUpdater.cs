using System.Diagnostics;
using System.Globalization;
using Items.LocalHost.Lambda;
using Items.LocalHost.Requests;

namespace Items.LocalHost.EditLoop;

/// <summary>Builds the function again when its sources change, and replaces the sandboxes without dropping a request.</summary>
/// <param name="build">Has built the program that the function runs.</param>
/// <param name="directory">Root of the repository.</param>
/// <param name="templateFile">Its changes need a restart.</param>
internal sealed class FunctionUpdater(
    ManagedBuild build,
    LambdaFunction function,
    string directory,
    string templateFile,
    TerminalColors colors,
    TextWriter output,
    TextWriter error
) : IAsyncDisposable
{
    // Polled: notifications of the file system miss changes on network drives and in containers, and their number is
    // limited. A poll takes about a millisecond.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stop = new();
    private DateTime _templateTime = File.GetLastWriteTimeUtc(templateFile);
    private SourceSnapshot _seen = build.Sources;
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(() => RunAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await PollAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Report(failure is HostError ? failure.Message : $"{failure}");
            }
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var templateTime = File.GetLastWriteTimeUtc(templateFile);
        if (templateTime != _templateTime)
        {
            _templateTime = templateTime;
            output.WriteLine(
                $"{Path.GetFileName(templateFile)} has changed: restart the local host to use it"
            );
        }

        var sources = SourceSnapshot.Take(directory);
        // Files that are saved within the interval are one change.
        bool isStable = sources.ChangesSince(_seen).Count == 0;
        _seen = sources;
        if (isStable && sources.ChangesSince(build.Sources) is { Count: > 0 } changes)
        {
            await UpdateAsync(changes, cancellationToken);
        }
    }

    private async Task UpdateAsync(IReadOnlyList<string> changes, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        string more = changes.Count > 1 ? $" and {changes.Count - 1} more" : "";
        output.WriteLine(colors.Dim($"Building: {changes[0]}{more} changed"));
        if (await TryUpdateAsync(cancellationToken) is { } failure)
        {
            Report(failure);
            return;
        }

        string seconds = Stopwatch
            .GetElapsedTime(startedAt)
            .TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine(colors.Accent($"The new build serves requests, after {seconds} s"));
    }

    /// <returns>Null when the new build serves requests.</returns>
    private async Task<string?> TryUpdateAsync(CancellationToken cancellationToken)
    {
        var (program, errors) = await build.RunAsync(cancellationToken);
        if (program is null)
        {
            foreach (string line in errors)
            {
                error.WriteLine(line);
            }

            return "the build failed";
        }

        bool isUsed = false;
        try
        {
            var failure = await function.ReplaceAsync(program, cancellationToken);
            isUsed = failure is null;
            return failure is null ? null : $"the new build does not start: {failure.Reason}";
        }
        finally
        {
            if (!isUsed)
            {
                program.Dispose();
            }
        }
    }

    private void Report(string failure) =>
        error.WriteLine($"error: {failure}; the previous build still serves requests");
}
