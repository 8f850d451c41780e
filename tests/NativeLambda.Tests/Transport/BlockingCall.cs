namespace NativeLambda.Tests.Transport;

internal static class BlockingCall
{
    /// <summary>Runs a call that blocks on a thread of its own, so that one that never returns fails its test.</summary>
    public static Task RunAsync(Action call) => Task.Run(call).WaitAsync(TimeSpan.FromSeconds(30));
}
