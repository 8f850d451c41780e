using System.Collections.Concurrent;
using System.Diagnostics;
using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Items.LocalHost.Queues;
using Items.LocalHost.Requests;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.EventSources;

/// <summary>Lambda's poller: receives the messages of a queue and invokes the function with batches of them.</summary>
/// <remarks>
/// A message that failed is not returned to the queue: it becomes visible again when its visibility timeout has passed, and
/// the queue moves it to the dead-letter queue when it was received too often.
/// </remarks>
internal sealed class EventSourceMapping : IAsyncDisposable
{
    /// <summary>Batches in process without a MaximumConcurrency: with so many Lambda starts, before it adds more.</summary>
    private const int DefaultConcurrency = 5;

    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly QueueEventSettings _settings;
    private readonly SqsQueue _queue;
    private readonly Func<Invocation, Task<InvocationResult>> _invoke;
    private readonly RequestLog _requests;
    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly Task _polling;

    /// <param name="requests">Receives each batch as a request.</param>
    /// <param name="error">Receives defects of the host.</param>
    public EventSourceMapping(
        QueueEventSettings settings,
        SqsQueue queue,
        Func<Invocation, Task<InvocationResult>> invoke,
        RequestLog requests,
        TextWriter error,
        TimeProvider clock
    )
    {
        _settings = settings;
        _queue = queue;
        _invoke = invoke;
        _requests = requests;
        _error = error;
        _clock = clock;
        _slots = new SemaphoreSlim(settings.MaximumConcurrency ?? DefaultConcurrency);
        _polling = Task.Run(PollAsync);
    }

    /// <summary>Stops receiving, and waits for the batches in process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task PollAsync()
    {
        try
        {
            while (true)
            {
                await _slots.WaitAsync(_stop.Token);
                var messages = await ReceiveBatchOrPauseAsync();
                var processing = ProcessAsync(messages);
                _running[processing] = 0;
                _ = processing.ContinueWith(
                    completed => _running.TryRemove(completed, out _),
                    TaskScheduler.Default
                );
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops. Messages that were received meanwhile are visible again at its next start.
        }
    }

    /// <returns>Empty after an error.</returns>
    private async Task<IReadOnlyList<SqsMessage>> ReceiveBatchOrPauseAsync()
    {
        try
        {
            return await ReceiveBatchAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await _error.WriteLineAsync(
                $"error: the queue {_queue.Name} cannot be read: {failure.Message} It is tried again."
            );
            await Task.Delay(PauseAfterError, _clock, _stop.Token);
            return [];
        }
    }

    /// <summary>Waits for a first message, then collects more until the batch is full or the window has passed.</summary>
    private async Task<IReadOnlyList<SqsMessage>> ReceiveBatchAsync()
    {
        List<SqsMessage> batch = [];
        while (batch.Count == 0)
        {
            batch.AddRange(await ReceiveAsync(_settings.BatchSize, LongPoll));
        }

        var end = _clock.GetUtcNow() + _settings.Window;
        while (batch.Count < _settings.BatchSize && end - _clock.GetUtcNow() is { Ticks: > 0 } rest)
        {
            batch.AddRange(await ReceiveAsync(_settings.BatchSize - batch.Count, rest));
        }

        return batch;
    }

    private Task<IReadOnlyList<SqsMessage>> ReceiveAsync(int maximum, TimeSpan wait) =>
        _queue.ReceiveAsync(maximum, _queue.Settings.VisibilityTimeout, wait, _stop.Token);

    private async Task ProcessAsync(IReadOnlyList<SqsMessage> messages)
    {
        // Not on the thread of the poller.
        await Task.Yield();
        try
        {
            foreach (var batch in SqsEvent.Create(_queue.Settings.Arn, messages))
            {
                await ProcessAsync(batch);
            }
        }
        catch (Exception failure)
        {
            await _error.WriteLineAsync($"error: a batch of {_queue.Name}: {failure}");
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task ProcessAsync(SqsEvent batch)
    {
        long startedAt = Stopwatch.GetTimestamp();
        string traceRoot = TraceRoots.New();
        var invocation = new Invocation(batch.Json, traceRoot);
        int count = batch.Messages.Count;
        var record = _requests.Start(
            invocation.RequestId,
            "SQS",
            $"{_queue.Name}, {count} {(count == 1 ? "message" : "messages")}"
        );
        _requests.Invoke(record, invocation.RequestId, traceRoot["Root=".Length..]);

        var result = await _invoke(invocation);
        var (failed, reason) = Failures(result, batch.Messages);
        _queue.Delete(batch.Messages.ExceptBy(failed, message => message.Id).Select(it => it.ReceiptHandle));
        _requests.Complete(
            record,
            failed.Count == 0 ? StatusCodes.Status200OK
                : failed.Count < count ? StatusCodes.Status207MultiStatus
                : StatusCodes.Status500InternalServerError,
            Stopwatch.GetElapsedTime(startedAt),
            failed.Count == 0 ? [] : [$"{failed.Count} of {count} failed: {reason}"]
        );
    }

    private (IReadOnlySet<string> Ids, string Reason) Failures(
        InvocationResult result,
        IReadOnlyList<SqsMessage> messages
    )
    {
        var all = messages.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        if (result.Error is { } error)
        {
            return (all, error.Reason);
        }

        if (!_settings.ReportsFailures)
        {
            return (new HashSet<string>(), "");
        }

        return BatchResponse.ReadFailures(result.Payload, all) is { } failed
            ? (failed, "the function returned them")
            : (all, "the function's response is not valid for a batch");
    }
}
