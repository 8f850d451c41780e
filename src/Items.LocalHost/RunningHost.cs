namespace Items.LocalHost;

/// <summary>A local host in another process, for the commands that use it.</summary>
internal sealed class RunningHost(int port) : IDisposable
{
    public HttpClient Client { get; } =
        new(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://localhost:{port}"),
            // An invocation ends at the function's timeout.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    public static PortOption NewPortOption() =>
        new("--port", minimum: 1)
        {
            Description = "Port of the running local host",
            DefaultValueFactory = _ => CommandLine.DefaultPort,
        };

    /// <param name="reason">Why the response is not one of a local host.</param>
    public HostError NotFound(string reason) =>
        new(
            $"no local host responds on port {port}: {reason}. Start one in another terminal, or name its port with --port"
        );

    public void Dispose() => Client.Dispose();
}
