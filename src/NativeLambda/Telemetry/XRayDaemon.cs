using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>
/// Sends documents to X-Ray's daemon, one per UDP datagram
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html). One that is lost is not sent again.
/// </summary>
/// <param name="address"><c>AWS_XRAY_DAEMON_ADDRESS</c>: <c>host:port</c>, or <c>tcp:host:port udp:host:port</c>.</param>
public sealed class XRayDaemon(string address)
{
    private readonly ArrayBufferWriter<byte> _datagram = new(1024);
    private Socket? _socket;
    private bool _isUnreachable;

    /// <summary>Does nothing when the address cannot be used.</summary>
    public void Send(IEnumerable<Subsegment> subsegments)
    {
        foreach (var subsegment in subsegments)
        {
            if (_isUnreachable)
            {
                return;
            }

            _datagram.ResetWrittenCount();
            _datagram.Write("{\"format\": \"json\", \"version\": 1}\n"u8);
            using (var json = new Utf8JsonWriter(_datagram))
            {
                subsegment.WriteTo(json);
            }

            Send(_datagram.WrittenSpan);
        }
    }

    private void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket ??= Connect();
            _socket.Send(datagram);
        }
        catch (Exception e) when (e is SocketException or FormatException or ArgumentException)
        {
            // No daemon listens at the moment; or there is no such host, and another lookup would take as long.
            _isUnreachable = _socket is null;
        }
    }

    /// <exception cref="FormatException">The address has another format.</exception>
    private Socket Connect()
    {
        string[] addresses = address.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string udp = Array.Find(addresses, it => !it.StartsWith("tcp:", StringComparison.Ordinal)) ?? "";
        udp = udp.StartsWith("udp:", StringComparison.Ordinal) ? udp["udp:".Length..] : udp;
        int colon = udp.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(udp.AsSpan(colon + 1), out ushort port))
        {
            throw new FormatException($"'{address}' is not an address of X-Ray's daemon.");
        }

        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(udp[..colon], port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
