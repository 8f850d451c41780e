using System.Net;
using System.Net.Sockets;

namespace Items.LocalHost.Requests;

/// <summary>Receives the trace segments that the function sends by UDP, in place of the X-Ray daemon.</summary>
internal sealed class TraceListener : IAsyncDisposable
{
    /// <summary>Largest UDP datagram.</summary>
    private const int MaximumDatagram = 65_507;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly RequestLog _requests;
    private readonly Task _receiving;

    public TraceListener(RequestLog requests)
    {
        _requests = requests;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = $"{_socket.LocalEndPoint}";
        _receiving = ReceiveAsync();
    }

    /// <summary>Value of AWS_XRAY_DAEMON_ADDRESS.</summary>
    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaximumDatagram];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                int length = await _socket.ReceiveAsync(buffer, _stop.Token);
                foreach (var segment in TraceSegment.ReadDatagram(buffer.AsMemory(0, length)))
                {
                    _requests.Add(segment);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // Stopped, or one datagram could not be received: traces may be incomplete, as with the daemon.
            }
        }
    }
}
