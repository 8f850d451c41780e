using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Tests;

public sealed class LoopbackServerTests
{
    [Theory]
    [InlineData("localhost:PORT", 200)]
    [InlineData("LOCALHOST:PORT", 200)]
    [InlineData("127.0.0.1:PORT", 200)]
    [InlineData("[::1]:PORT", 200)]
    [InlineData("localhost", 421)]
    [InlineData("localhost:1", 421)]
    [InlineData("localhost.attacker.example:PORT", 421)]
    [InlineData("127.0.0.2:PORT", 421)]
    [InlineData("", 421)]
    public async Task Only_names_of_this_machine_with_the_port_are_accepted_as_host(string host, int status)
    {
        bool isHandled = false;
        await using var server = await StartAsync(_ =>
        {
            isHandled = true;
            return Task.CompletedTask;
        });

        string response = await RawHttp.SendAsync(
            new Uri($"http://127.0.0.1:{server.Port}"),
            $"GET / HTTP/1.1\r\nHost: {host.Replace("PORT", $"{server.Port}")}\r\nConnection: close\r\n\r\n"
        );

        response.Should().StartWith($"HTTP/1.1 {status}");
        isHandled.Should().Be(status == 200);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    public async Task A_failure_of_the_host_is_a_500_and_logged(Type type)
    {
        var failure = (Exception)Activator.CreateInstance(type, "a failure of the host")!;
        using var errors = new LineRecorder();
        await using var server = await StartAsync(_ => throw failure, errors);
        using var client = new HttpClient();

        using var response = await client.PostAsync($"http://localhost:{server.Port}/some/path?query", null);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"Internal Server Error"}""");
        errors
            .Text.Should()
            .StartWith($"error: POST /some/path: {failure.GetType().FullName}: {failure.Message}");
    }

    [Fact]
    public async Task An_idle_connection_stays_open()
    {
        // Kestrel closes idle connections at its heartbeats, once a second.
        using var heartbeats = new SemaphoreSlim(0);
        await using var server = await StartAsync(context =>
        {
            context
                .Features.GetRequiredFeature<IConnectionHeartbeatFeature>()
                .OnHeartbeat(state => ((SemaphoreSlim)state).Release(), heartbeats);
            return Task.CompletedTask;
        });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await RequestAsync(stream, server.Port);

        // A closed connection has no more heartbeats.
        for (int heartbeat = 1; heartbeat <= 2; heartbeat++)
        {
            (await heartbeats.WaitAsync(TimeSpan.FromMinutes(1))).Should().BeTrue("the connection is open");
        }

        (await RequestAsync(stream, server.Port)).Should().StartWith("HTTP/1.1 200");
    }

    private static Task<LoopbackServer> StartAsync(RequestDelegate handle, TextWriter? errors = null) =>
        LoopbackServer.StartAsync(
            LoopbackPort.ListenOnFree(IPAddress.Loopback),
            handle,
            errors ?? TextWriter.Null
        );

    private static async Task<string> RequestAsync(NetworkStream stream, int port)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
