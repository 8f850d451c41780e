namespace NativeLambda.Queues;

/// <summary>
/// The queue did not accept all messages before the attempts or the time ended. Some of them may have been sent, so a
/// repetition can send them twice.
/// </summary>
/// <param name="cause">Of the last attempt.</param>
public sealed class QueueUnavailableException(Exception cause)
    : Exception("The queue is not available: not every message was sent.", cause);
