using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Items.LocalHost.Tests;

public sealed class LoopbackServerTests
{
    [Fact]
    public async Task An_idle_connection_stays_open()
    {
        await using var server = await LoopbackServer.StartAsync(
            LoopbackPort.Listen(0, IPAddress.Loopback),
            _ => Task.CompletedTask
        );
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await RequestAsync(stream);

        // Kestrel closes idle connections once a second. That it does not close one cannot be awaited.
        await Task.Delay(TimeSpan.FromSeconds(2.5));

        (await RequestAsync(stream)).Should().StartWith("HTTP/1.1 200");
    }

    private static async Task<string> RequestAsync(NetworkStream stream)
    {
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
