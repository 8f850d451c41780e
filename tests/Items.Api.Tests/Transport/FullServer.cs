using System.Net;
using System.Net.Sockets;

namespace Items.Api.Tests.Transport;

/// <summary>A port whose queue is full: the kernel answers no connect any more, as if nobody were there.</summary>
internal sealed class FullServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queued = [];

    private FullServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static async Task<FullServer> StartAsync()
    {
        const int MoreThanItTakes = 16;
        // Far longer than a connect on loopback takes, shorter than the kernel's first repetition of one.
        var patience = TimeSpan.FromMilliseconds(500);
        var server = new FullServer();
        for (int i = 0; i < MoreThanItTakes; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            server._queued.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, server.Port).WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                return server;
            }
        }

        server.Dispose();
        throw new InvalidOperationException("The queue does not become full.");
    }

    public void Dispose()
    {
        foreach (var socket in _queued)
        {
            socket.Dispose();
        }

        _listener.Dispose();
    }
}
