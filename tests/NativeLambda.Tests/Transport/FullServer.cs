using System.Net;
using System.Net.Sockets;

namespace NativeLambda.Tests.Transport;

/// <summary>A port whose queue is full: the kernel answers no connect any more, as if nobody were there.</summary>
internal sealed class FullServer : IDisposable
{
    private const int MoreThanItTakes = 16;

    /// <summary>Far longer than the kernel takes to connect on loopback, shorter than until it tries again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Socket _listener = NewSocket();
    private readonly List<Socket> _queued = [];

    public FullServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        while (TryConnect())
        {
            if (_queued.Count == MoreThanItTakes)
            {
                Dispose();
                throw new InvalidOperationException("The queue does not become full.");
            }
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

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
            // Under way.
        }

        return socket.Poll(Patience, SelectMode.SelectWrite);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
