using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>One connection of the function through a <see cref="TableProxy"/>.</summary>
internal sealed class ProxyConnection(TableProxy proxy, Socket client, Uri target) : IDisposable
{
    private Socket? _server;

    /// <summary>See <see cref="TableProxy.ForgetConnections"/>.</summary>
    public bool IsForgotten { get; set; }

    public async Task RelayAsync(CancellationToken stopping)
    {
        var requests = new HttpMessageReader(client);
        while (await requests.ReadAsync(stopping) is { } request)
        {
            await proxy.MeetAsync(this, new Exchange(request, this, stopping));
        }
    }

    public async Task<byte[]> ForwardAsync(byte[] request, CancellationToken stopping)
    {
        if (_server is null || IsEnded(_server))
        {
            _server?.Dispose();
            _server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _server.ConnectAsync(target.Host, target.Port, stopping);
        }

        await _server.SendAsync(request, stopping);
        return await new HttpMessageReader(_server).ReadAsync(stopping)
            ?? throw new SocketException((int)SocketError.ConnectionReset);
    }

    public async Task AnswerAsync(ReadOnlyMemory<byte> bytes, CancellationToken stopping) =>
        await client.SendAsync(bytes, stopping);

    public void Close() => Dispose();

    public void Reset()
    {
        try
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
        {
            // The other side was faster.
        }

        Dispose();
    }

    public void Dispose()
    {
        client.Dispose();
        _server?.Dispose();
    }

    /// <summary>Between two requests there is nothing to read but the end.</summary>
    private static bool IsEnded(Socket server) => server.Poll(0, SelectMode.SelectRead);
}
