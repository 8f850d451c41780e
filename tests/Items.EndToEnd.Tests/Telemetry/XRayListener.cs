using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>Receives datagrams in place of X-Ray's daemon.</summary>
internal sealed class XRayListener : IDisposable
{
    private const string Header = """{"format": "json", "version": 1}""";

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentQueue<string> _datagrams = [];
    private readonly Task _receiving;

    public XRayListener() => _receiving = ReceiveAsync();

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    public string Address => $"127.0.0.1:{Port}";

    /// <returns>The documents received so far, when there are at least this many.</returns>
    public async Task<IReadOnlyList<JsonNode>> DocumentsAsync(int count)
    {
        await Wait.UntilAsync($"{count} documents have arrived", () => _datagrams.Count >= count);
        return [.. _datagrams.Select(Parse)];
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receiving.Wait();
    }

    private static JsonNode Parse(string datagram)
    {
        string[] lines = datagram.Split('\n');
        lines.Should().HaveCount(2, "a datagram is a header line and a document");
        lines[0].Should().Be(Header);
        var document = JsonNode.Parse(lines[1])!;
        SubsegmentFormat.FindErrors(document).Should().BeEmpty("the document is {0}", lines[1]);
        return document;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var datagram = await _socket.ReceiveAsync();
                _datagrams.Enqueue(Encoding.UTF8.GetString(datagram.Buffer));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
