namespace NativeLambda.Queues;

/// <summary>The result of processing one message.</summary>
public abstract record MessageResult
{
    private MessageResult() { }

    /// <summary>The message is deleted from the queue.</summary>
    public sealed record Processed : MessageResult;

    /// <summary>
    /// There was nothing to do, for example because the message is a duplicate or outdated. It is deleted from the queue.
    /// </summary>
    /// <param name="Reason">For the log, without content of the message.</param>
    public sealed record Discarded(string Reason) : MessageResult;

    /// <summary>
    /// The message stays in the queue: it is received again after its visibility timeout, and moved to the dead-letter queue
    /// when it has been received as often as the queue allows.
    /// </summary>
    /// <param name="Reason">For the log, without content of the message.</param>
    public sealed record Failed(string Reason) : MessageResult;
}
