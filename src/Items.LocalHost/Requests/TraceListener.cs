using System.Net;
using System.Net.Sockets;

namespace Items.LocalHost.Requests;

/// <summary>Receives the trace segments that the function sends by UDP, in place of the X-Ray daemon.</summary>
internal sealed class TraceListener : IDisposable
{
    /// <summary>Largest UDP datagram.</summary>
    private const int MaximumDatagram = 65_507;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly RequestLog _requests;
    private volatile bool _isDisposed;

    public TraceListener(RequestLog requests)
    {
        _requests = requests;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = $"{_socket.LocalEndPoint}";
        // A thread of its own: under load there is a datagram every few hundred microseconds.
        new Thread(Receive) { IsBackground = true, Name = "trace listener" }.Start();
    }

    /// <summary>Value of AWS_XRAY_DAEMON_ADDRESS.</summary>
    public string Address { get; }

    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    private void Receive()
    {
        var buffer = new byte[MaximumDatagram];
        while (!_isDisposed)
        {
            try
            {
                int length = _socket.Receive(buffer);
                foreach (var segment in TraceSegment.ReadDatagram(buffer.AsMemory(0, length)))
                {
                    _requests.Add(segment);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Disposed, or one datagram could not be received: traces may be incomplete, as with the daemon.
            }
        }
    }
}
