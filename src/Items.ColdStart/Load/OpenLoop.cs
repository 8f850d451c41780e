using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Items.ColdStart.Load;

/// <summary>How a schedule was kept.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Requests">Number of requests in the schedule.</param>
/// <param name="Late">Sent more than <see cref="OpenLoop.Tolerance"/> after their time.</param>
/// <param name="MaximumDelay">Between the scheduled time of a request and sending it, in milliseconds.</param>
/// <param name="Unsent">Not sent before the end of the test.</param>
internal sealed record Schedule(double Rate, int Requests, int Late, double MaximumDelay, int Unsent);

/// <summary>
/// Sends requests at a rate that does not depend on the responses, as independent users do. Latency counts from the
/// scheduled time, so it includes the time that a request waits for the response to another one.
/// </summary>
/// <param name="clients">As many requests can be in progress at the same time.</param>
/// <param name="rate">Requests a second.</param>
/// <param name="requests">Limit; null for none.</param>
/// <param name="time">Limit; null for none.</param>
internal sealed partial class OpenLoop(Client[] clients, double rate, int? requests, TimeSpan? time)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    private readonly int _requests = (int)
        Math.Min(
            requests ?? int.MaxValue,
            Math.Ceiling(rate * (time?.TotalSeconds ?? double.PositiveInfinity))
        );

    private readonly List<Task> _sending = [];

    /// <summary>Completes after the last response. When it is cancelled, requests in progress end too.</summary>
    public async Task<Schedule> RunAsync(CancellationToken cancellationToken)
    {
        // The client that was used last is taken first, so that there are no more connections than needed.
        using var idle = new BlockingCollection<Client>(new ConcurrentStack<Client>(clients));
        // Not on a thread of the pool, because it blocks.
        var schedule = await Task.Factory.StartNew(
            () => Send(idle, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        await Task.WhenAll(_sending);
        return schedule;
    }

    private Schedule Send(BlockingCollection<Client> idle, CancellationToken cancellationToken)
    {
        int sent = 0;
        int late = 0;
        var maximumDelay = TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        for (; sent < _requests; sent++)
        {
            long due = start + (long)(sent * Stopwatch.Frequency / rate);
            if (
                !SleepUntil(due, cancellationToken)
                || TakeIdle(idle, start, cancellationToken) is not { } client
            )
            {
                break;
            }

            var delay = Stopwatch.GetElapsedTime(due);
            maximumDelay = delay > maximumDelay ? delay : maximumDelay;
            late += delay > Tolerance ? 1 : 0;
            _sending.RemoveAll(task => task.IsCompletedSuccessfully);
            _sending.Add(Task.Run(() => SendAsync(client, due), CancellationToken.None));
        }

        return new Schedule(rate, _requests, late, maximumDelay.TotalMilliseconds, _requests - sent);

        async Task SendAsync(Client client, long due)
        {
            await client.SendAsync(due, cancellationToken);
            idle.Add(client, CancellationToken.None);
        }
    }

    /// <returns>A client without a request in progress; null when there is none until the end of the test.</returns>
    private Client? TakeIdle(BlockingCollection<Client> idle, long start, CancellationToken cancellationToken)
    {
        if (idle.TryTake(out var client))
        {
            return client;
        }

        try
        {
            var remaining = time - Stopwatch.GetElapsedTime(start);
            int milliseconds = remaining is null
                ? Timeout.Infinite
                : (int)Math.Max(0, remaining.Value.TotalMilliseconds);
            return idle.TryTake(out client, milliseconds, cancellationToken) ? client : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>More exact than .NET's timers, whose unit of a millisecond is longer than many latencies.</summary>
    /// <param name="due">A <see cref="Stopwatch"/> timestamp.</param>
    /// <returns>False when it was cancelled.</returns>
    private static bool SleepUntil(long due, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var remaining = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (remaining <= TimeSpan.Zero)
            {
                return true;
            }

            var sleep = remaining < LongestSleep ? remaining : LongestSleep;
            _ = Sleep((uint)Math.Ceiling(sleep.TotalMicroseconds));
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
