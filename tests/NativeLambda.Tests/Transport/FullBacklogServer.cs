using System.Net;
using System.Net.Sockets;

namespace NativeLambda.Tests.Transport;

/// <summary>A loopback port whose accept queue is full, so that the kernel does not respond to a further connect.</summary>
internal sealed class FullBacklogServer : IDisposable
{
    /// <summary>More connections than the shortest queue of the kernel can hold.</summary>
    private const int MaximumConnections = 16;

    /// <summary>Much longer than a connect on loopback takes, shorter than the time until the kernel repeats it.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Socket _listener = NewSocket();
    private readonly List<Socket> _queued = [];

    public FullBacklogServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        while (TryConnect())
        {
            if (_queued.Count == MaximumConnections)
            {
                Dispose();
                throw new InvalidOperationException("The accept queue does not become full.");
            }
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _queued.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private bool TryConnect()
    {
        var socket = NewSocket();
        socket.Blocking = false;
        _queued.Add(socket);
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The connect continues in the background.
        }

        return socket.Poll(ConnectTimeout, SelectMode.SelectWrite);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
