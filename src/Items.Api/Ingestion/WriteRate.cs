using NativeLambda.DynamoDb;

namespace Items.Api.Ingestion;

/// <summary>
/// Adapts the rate of a worker's writes to the capacity of the tables: each transient error doubles the pause before the
/// next write, each success shortens it by a quarter. The pause continues with the next message and the next batch.
/// </summary>
internal sealed class WriteRate
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Before the next write.</summary>
    public TimeSpan Pause { get; private set; }

    /// <param name="write">Is repeated after transient errors until the token is cancelled: its repetition has no further effect.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the first attempt.</exception>
    public T Run<T>(Func<T> write, CancellationToken cancellationToken)
    {
        if (cancellationToken.WaitHandle.WaitOne(Pause))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        while (true)
        {
            try
            {
                var result = write();
                Pause = Pause > ShortestPause ? Pause * 0.75 : TimeSpan.Zero;
                return result;
            }
            catch (Exception e) when (DynamoDbFailures.UnavailableDetail(e) is not null)
            {
                Pause = TimeSpan.FromTicks(
                    Math.Clamp(2 * Pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks)
                );
                if (cancellationToken.WaitHandle.WaitOne(Pause))
                {
                    throw;
                }
            }
        }
    }
}
