using Items.LocalHost.Template;

namespace Items.LocalHost.Queues;

/// <summary>One standard queue: at least once, in no guaranteed order.</summary>
/// <param name="store">Guards the messages of all queues, and stores their changes.</param>
internal sealed class SqsQueue(QueueSettings settings, QueueStore store, TimeProvider clock)
{
    private readonly Dictionary<string, SqsMessage> _messages = new(StringComparer.Ordinal);

    /// <summary>Ids by the time at which they become visible, then by arrival. Those of deleted messages remain until then.</summary>
    private readonly PriorityQueue<string, (DateTimeOffset VisibleAt, long Order)> _order = new();

    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _added;

    public QueueSettings Settings => settings;

    public string Name => settings.Name;

    /// <summary>Null when failed messages stay in this queue.</summary>
    public SqsQueue? DeadLetters =>
        settings.Redrive is { } redrive ? store.FindByArn(redrive.DeadLetterArn) : null;

    /// <summary>All messages; read under the lock of the store.</summary>
    public IEnumerable<SqsMessage> Messages => _messages.Values;

    public IReadOnlyList<SqsMessage> Send(IEnumerable<string> bodies)
    {
        var now = clock.GetUtcNow();
        SqsMessage[] messages =
        [
            .. bodies.Select(body => new SqsMessage(Guid.NewGuid().ToString(), Name, body, now)),
        ];
        lock (store.Lock)
        {
            store.Write(messages.Select(message => new JournalLine { Put = message }));
            Array.ForEach(messages, Add);
        }

        return messages;
    }

    /// <summary>Receives messages, and waits for the first one.</summary>
    /// <param name="maximum">Number of messages.</param>
    /// <param name="wait">How long; zero to receive only what is visible now.</param>
    /// <returns>Empty when no message became visible in time.</returns>
    public async Task<IReadOnlyList<SqsMessage>> ReceiveAsync(
        int maximum,
        TimeSpan visibilityTimeout,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        var end = clock.GetUtcNow() + wait;
        while (true)
        {
            Task arrival;
            TimeSpan pause;
            lock (store.Lock)
            {
                var now = clock.GetUtcNow();
                var received = Receive(maximum, visibilityTimeout, now);
                if (received.Count > 0 || now >= end)
                {
                    return received;
                }

                arrival = _arrival.Task;
                bool isNextBeforeEnd = _order.TryPeek(out _, out var next) && next.VisibleAt < end;
                pause = (isNextBeforeEnd ? next.VisibleAt : end) - now;
            }

            await arrival
                .WaitAsync(pause, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Deletes messages. As in SQS, the handle of an earlier receipt has no effect.</summary>
    public void Delete(IEnumerable<string> receiptHandles)
    {
        lock (store.Lock)
        {
            string[] ids =
            [
                .. receiptHandles
                    .Where(handle =>
                        SqsMessage.IdOf(handle) is { } id
                        && _messages.TryGetValue(id, out var message)
                        && message.ReceiptHandle == handle
                    )
                    .Select(handle => SqsMessage.IdOf(handle)!),
            ];
            Remove(ids);
        }
    }

    public QueueState State()
    {
        lock (store.Lock)
        {
            var now = clock.GetUtcNow();
            SqsMessage[] kept = [.. _messages.Values.Where(message => !IsExpired(message, now))];
            return new QueueState(
                Name,
                kept.Count(message => message.VisibleAt <= now),
                kept.Count(message => message.VisibleAt > now),
                [.. store.Queues.Where(queue => queue.DeadLetters == this).Select(queue => queue.Name)]
            );
        }
    }

    /// <summary>Adds a message that is stored already. The lock of the store must be held.</summary>
    public void Add(SqsMessage message)
    {
        Schedule(message);
        var arrival = _arrival;
        _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        arrival.SetResult();
    }

    /// <summary>Removes messages for good. The lock of the store must be held.</summary>
    public void Remove(IReadOnlyCollection<string> ids)
    {
        if (ids.Count > 0)
        {
            store.Write([new JournalLine { Deleted = [.. ids] }]);
            foreach (string id in ids)
            {
                _messages.Remove(id);
            }
        }
    }

    private List<SqsMessage> Receive(int maximum, TimeSpan visibilityTimeout, DateTimeOffset now)
    {
        List<SqsMessage> received = [];
        List<string> taken = [];
        try
        {
            while (received.Count < maximum && _order.TryPeek(out _, out var first) && first.VisibleAt <= now)
            {
                taken.Add(_order.Dequeue());
                if (!_messages.TryGetValue(taken[^1], out var message))
                {
                    continue;
                }

                if (IsExpired(message, now))
                {
                    Remove([message.Id]);
                }
                else if (message.ReceiveCount >= settings.Redrive?.MaximumReceives)
                {
                    MoveToDeadLetters(message);
                }
                else
                {
                    received.Add(
                        message with
                        {
                            ReceiveCount = message.ReceiveCount + 1,
                            FirstReceivedAt = message.FirstReceivedAt ?? now,
                            VisibleAt = now + visibilityTimeout,
                        }
                    );
                }
            }

            if (received.Count > 0)
            {
                store.Write([
                    new JournalLine { Received = [.. received.Select(message => message.Id)], At = now },
                ]);
            }
        }
        catch
        {
            // What is not stored has not happened: the messages stay visible.
            taken.FindAll(_messages.ContainsKey).ForEach(id => Schedule(_messages[id]));
            throw;
        }

        received.ForEach(Schedule);
        return received;
    }

    /// <summary>Id, body, and attributes stay the same; its retention still counts from when it was sent.</summary>
    private void MoveToDeadLetters(SqsMessage message)
    {
        var deadLetters = DeadLetters!;
        var moved = message with { Queue = deadLetters.Name, Source = Name, VisibleAt = default };
        store.Write([new JournalLine { Put = moved }]);
        _messages.Remove(message.Id);
        deadLetters.Add(moved);
    }

    /// <summary>Whether its retention is over, so that it does not exist any more although it is stored.</summary>
    public bool IsExpired(SqsMessage message, DateTimeOffset now) =>
        message.SentAt + settings.Retention <= now;

    private void Schedule(SqsMessage message)
    {
        _messages[message.Id] = message;
        _order.Enqueue(message.Id, (message.VisibleAt, _added++));
    }
}
