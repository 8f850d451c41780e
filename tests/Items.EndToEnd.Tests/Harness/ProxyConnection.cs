using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>One connection of the function through a <see cref="TableProxy"/>.</summary>
internal sealed class ProxyConnection(NetworkStream client, Uri target) : IDisposable
{
    private TcpClient? _server;

    /// <summary>Requests are read and nothing is done with them.</summary>
    public bool IsBlackholed { get; set; }

    /// <returns>The response of the table server.</returns>
    public async Task<HttpMessage> ForwardAsync(byte[] request, CancellationToken cancellationToken)
    {
        // Between two requests the server sends nothing, so a readable socket has been closed by it.
        if (_server is null || _server.Client.Poll(0, SelectMode.SelectRead))
        {
            _server?.Dispose();
            _server = new TcpClient { NoDelay = true };
            await _server.ConnectAsync(target.Host, target.Port, cancellationToken);
        }

        var stream = _server.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        return await HttpMessage.ReadAsync(stream, cancellationToken)
            ?? throw new SocketException((int)SocketError.ConnectionReset);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await client.WriteAsync(bytes, cancellationToken);

    /// <summary>Closes the connection with a TCP reset.</summary>
    public void Reset()
    {
        try
        {
            client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            // The client closed it before.
        }

        Dispose();
    }

    public void Dispose()
    {
        client.Dispose();
        _server?.Dispose();
    }
}
