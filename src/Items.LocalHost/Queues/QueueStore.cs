using Items.LocalHost.Template;

namespace Items.LocalHost.Queues;

/// <summary>The queues of the template with their messages.</summary>
internal sealed class QueueStore : IDisposable
{
    private readonly QueueJournal? _journal;
    private readonly TimeProvider _clock;

    private QueueStore(IReadOnlyList<QueueSettings> settings, QueueJournal? journal, TimeProvider clock)
    {
        _journal = journal;
        _clock = clock;
        Queues = [.. settings.Select(queue => new SqsQueue(queue, this, clock))];
    }

    /// <summary>Guards the messages of all queues, because messages move between them.</summary>
    public Lock Lock { get; } = new();

    public IReadOnlyList<SqsQueue> Queues { get; }

    /// <param name="journalFile">Null to keep the messages in memory.</param>
    /// <exception cref="HostError">The file cannot be used, or has messages of a queue that is not in the template.</exception>
    public static QueueStore Open(
        IReadOnlyList<QueueSettings> settings,
        string? journalFile,
        TimeProvider clock
    )
    {
        if (journalFile is null)
        {
            return new QueueStore(settings, journal: null, clock);
        }

        var (journal, messages) = QueueJournal.Open(journalFile);
        var store = new QueueStore(settings, journal, clock);
        foreach (var message in messages)
        {
            if (store.Find(message.Queue) is not { } queue)
            {
                store.Dispose();
                throw new HostError(
                    $"{journalFile} has messages of the queue {message.Queue}, which the template does not have; "
                        + "add the queue to the template or delete the file"
                );
            }

            queue.Add(message);
        }

        return store;
    }

    public SqsQueue? Find(string name) => Queues.FirstOrDefault(queue => queue.Name == name);

    public SqsQueue? FindByArn(string arn) => Queues.FirstOrDefault(queue => queue.Settings.Arn == arn);

    public IReadOnlyList<QueueState> States() => [.. Queues.Select(queue => queue.State())];

    /// <summary>
    /// Moves the messages that were moved to a dead-letter queue back to where they came from. As in SQS they are new
    /// messages: with another id, never received, and their retention starts again.
    /// </summary>
    /// <returns>How many.</returns>
    public int Redrive(SqsQueue deadLetters)
    {
        lock (Lock)
        {
            var now = _clock.GetUtcNow();
            SqsMessage[] moved =
            [
                .. deadLetters.Messages.Where(message =>
                    message.VisibleAt <= now
                    && !deadLetters.IsExpired(message, now)
                    && message.Source is { } source
                    && Find(source) is not null
                ),
            ];
            foreach (var message in moved)
            {
                Find(message.Source!)!.Send([message.Body]);
                deadLetters.Remove([message.Id]);
            }

            return moved.Length;
        }
    }

    /// <summary>Deletes all messages.</summary>
    public void Clear()
    {
        lock (Lock)
        {
            foreach (var queue in Queues)
            {
                queue.Remove([.. queue.Messages.Select(message => message.Id)]);
            }
        }
    }

    /// <summary>Stores changes. The lock must be held, and the messages must not have changed yet.</summary>
    public void Write(IEnumerable<JournalLine> lines)
    {
        if (_journal is { NeedsRewrite: true })
        {
            _journal.Rewrite(Queues.SelectMany(queue => queue.Messages));
        }

        _journal?.Append(lines);
    }

    public void Dispose() => _journal?.Dispose();
}
