using Items.LocalHost.Requests;

namespace Items.LocalHost.Lambda;

/// <summary>The lines that the process of a sandbox writes, with the invocation that it works on.</summary>
internal sealed class SandboxOutput(RequestLog requests)
{
    /// <summary>
    /// The latest invocation. A line is read shortly after it was written, so one without an id of its own may be assigned
    /// to the next invocation.
    /// </summary>
    public string? InvocationId { get; set; }

    public void WriteLine(string line) => requests.AddOutput(InvocationId, line);

    public void WriteErrorLine(string line) => requests.AddError(InvocationId, line);
}
