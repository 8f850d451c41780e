using Items.LocalHost.Queues;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Queues;

/// <summary>A queue and its dead-letter queue on a clock that the test moves.</summary>
internal sealed class TestQueues : IDisposable
{
    public static readonly TimeSpan Visibility = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private static readonly RedriveSettings Redrive = new(LocalAws.Arn("sqs", "dead"), MaximumReceives: 2);

    public static readonly IReadOnlyList<QueueSettings> Settings =
    [
        new("work", Visibility, Retention, QueueSettings.LargestMessage, Redrive),
        new("dead", Visibility, 2 * Retention, QueueSettings.LargestMessage, Redrive: null),
    ];

    /// <param name="journalFile">Null to keep the messages in memory.</param>
    public TestQueues(string? journalFile = null) => Store = QueueStore.Open(Settings, journalFile, Clock);

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 18, 0, 0, TimeSpan.Zero));

    public QueueStore Store { get; }

    public SqsQueue Work => Store.Find("work")!;

    public SqsQueue Dead => Store.Find("dead")!;

    public static Task<IReadOnlyList<SqsMessage>> ReceiveAsync(SqsQueue queue, int maximum = 10) =>
        queue.ReceiveAsync(maximum, Visibility, wait: TimeSpan.Zero, CancellationToken.None);

    /// <summary>Receives all messages as often as the redrive policy allows, then once more.</summary>
    public async Task MoveToDeadLettersAsync()
    {
        for (int receive = 0; receive <= Redrive.MaximumReceives; receive++)
        {
            await ReceiveAsync(Work);
            Clock.Advance(Visibility);
        }
    }

    public void Dispose() => Store.Dispose();
}
