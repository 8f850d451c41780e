namespace NativeLambda.Http;

/// <summary>
/// The process cannot process this request or a later one, but a new process can. The response is a 503; then the process
/// ends, and Lambda starts a new one for the next event.
/// </summary>
/// <param name="cause">Determines the detail of the 503, when it has one.</param>
public sealed class ProcessMustEndException(string message, Exception? cause = null)
    : Exception(message, cause);
