using System.Net.Sockets;
using System.Text;
using NativeLambda.Transport;
using static Items.Testing.HttpMessage;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Transport;

/// <summary>A cancelled token ends every blocking call and closes the connection.</summary>
public sealed class HttpConnectionTests : IDisposable
{
    private static readonly byte[] Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    private readonly CancellationTokenSource _cancellation = new();

    [Fact]
    public async Task Requests_and_responses_alternate_on_one_connection()
    {
        using var server = TcpServer.Responding(Response("200 OK", "one"), Response("200 OK", "two"));
        using var connection = Open(server.Port);

        foreach (string expected in (string[])["one", "two"])
        {
            await RunAsync(() => Exchange(connection));

            Encoding.ASCII.GetString(connection.Response.Body.Span).Should().Be(expected);
            connection.IsStale().Should().BeFalse();
        }

        server.Connections.Should().Be(1);
    }

    [Fact]
    public async Task Cancelling_ends_a_connect_to_a_server_that_does_not_respond()
    {
        using var server = new FullBacklogServer();
        _cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));

        await ShouldBeCancelledAsync(() => Open(server.Port));
    }

    [Fact]
    public async Task Cancelling_ends_a_handshake_with_a_server_that_does_not_respond()
    {
        using var server = CancelOnFirstByte();
        using var tls = new TlsClient("127.0.0.1", roots: null);

        await ShouldBeCancelledAsync(() =>
            HttpConnection.Open("127.0.0.1", server.Port, tls, _cancellation.Token)
        );

        await ShouldBeClosedAsync(server);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_response()
    {
        using var server = CancelOnFirstByte();
        using var connection = Open(server.Port);
        connection.Send(Get, [], _cancellation.Token);

        await ShouldBeCancelledAsync(() => connection.Receive(_cancellation.Token));

        await ShouldBeClosedAsync(server);
        connection.IsStale().Should().BeTrue();
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_rest_of_a_response()
    {
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, Response("200 OK", "whole")[..^1], cancellationToken);
                await _cancellation.CancelAsync();
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );
        using var connection = Open(server.Port);
        connection.Send(Get, [], _cancellation.Token);

        await ShouldBeCancelledAsync(() => connection.Receive(_cancellation.Token));
    }

    [Fact]
    public async Task Cancelling_ends_a_send_to_a_server_that_does_not_read()
    {
        byte[] moreThanAnyBufferHolds = new byte[64 * 1024 * 1024];
        using var server = new TcpServer(
            async (_, cancellationToken) =>
            {
                _cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        );
        using var connection = Open(server.Port, CancellationToken.None);

        await ShouldBeCancelledAsync(() => connection.Send(Get, moreThanAnyBufferHolds, _cancellation.Token));
    }

    [Fact]
    public async Task A_token_that_is_already_cancelled_opens_no_connection()
    {
        using var server = TcpServer.Silent();
        await _cancellation.CancelAsync();

        await ShouldBeCancelledAsync(() => Open(server.Port));

        await ShouldBeClosedAsync(server);
    }

    /// <summary>Cancelling between the last byte and the return keeps the response and closes the connection.</summary>
    [Fact]
    public async Task Cancelling_while_a_response_is_read_does_not_break_IsStale()
    {
        using var server = TcpServer.Responding(Response("200 OK", "one"));
        for (int i = 0; i < 300; i++)
        {
            using var cancellation = new CancellationTokenSource();
            using var connection = Open(server.Port, CancellationToken.None);
            connection.Send(Get, [], CancellationToken.None);
            await Wait.UntilAsync("the response has arrived", connection.IsStale);
            using var start = new Barrier(2);
            var cancelling = Task.Run(() =>
            {
                start.SignalAndWait();
                cancellation.Cancel();
            });
            start.SignalAndWait();

            try
            {
                connection.Receive(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // The token was cancelled before the response was read.
            }

            await cancelling;
            connection.Invoking(it => it.IsStale()).Should().NotThrow();
        }
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_stale_and_cannot_be_used()
    {
        using var server = TcpServer.RespondingOnce(Response("200 OK", "one"));
        using var connection = Open(server.Port);
        Exchange(connection);

        await Wait.UntilAsync("the close has arrived", connection.IsStale);

        var next = () => Exchange(connection);
        next.Should().Throw<IOException>();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nConte")]
    [InlineData("")]
    public void A_connection_that_ends_inside_a_response_is_an_IOException(string response)
    {
        using var server = TcpServer.RespondingOnce(response);
        using var connection = Open(server.Port);
        connection.Send(Get, [], _cancellation.Token);

        var receive = () => connection.Receive(_cancellation.Token);

        receive.Should().Throw<IOException>();
    }

    [Fact]
    public async Task A_port_without_a_server_is_a_ConnectException()
    {
        int port;
        using (var server = TcpServer.Silent())
        {
            port = server.Port;
        }

        await ShouldNotConnectAsync("127.0.0.1", port, isTls: false);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_ConnectException() =>
        await ShouldNotConnectAsync("no-such-host.invalid", 80, isTls: false);

    [Fact]
    public async Task A_server_without_TLS_is_a_ConnectException()
    {
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await stream.ReadExactlyAsync(new byte[1], cancellationToken);
                await TcpServer.WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\n\r\n", cancellationToken);
                stream.Socket.Shutdown(SocketShutdown.Send);
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );

        await ShouldNotConnectAsync("127.0.0.1", server.Port, isTls: true);

        await ShouldBeClosedAsync(server);
    }

    public void Dispose() => _cancellation.Dispose();

    private async Task ShouldNotConnectAsync(string host, int port, bool isTls)
    {
        using var tls = isTls ? new TlsClient(host, roots: null) : null;
        var open = () => RunAsync(() => HttpConnection.Open(host, port, tls, _cancellation.Token));

        (await open.Should().ThrowAsync<ConnectException>()).WithMessage(
            $"{host}:{port} {(isTls ? "has no trusted certificate, or no common TLS version" : "cannot be reached")}: *"
        );
    }

    private async Task ShouldBeCancelledAsync(Action call)
    {
        var run = () => RunAsync(call);

        (await run.Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should()
            .Be(_cancellation.Token);
    }

    /// <summary>Sends nothing, and cancels the token when the first byte has arrived.</summary>
    private TcpServer CancelOnFirstByte() =>
        new(
            async (stream, cancellationToken) =>
            {
                await stream.ReadExactlyAsync(new byte[1], cancellationToken);
                await _cancellation.CancelAsync();
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );

    private static Task ShouldBeClosedAsync(TcpServer server) =>
        Wait.UntilAsync("the connection is closed", () => server.OpenConnections == 0);

    private void Exchange(HttpConnection connection)
    {
        connection.Send(Get, [], _cancellation.Token);
        connection.Receive(_cancellation.Token);
    }

    private HttpConnection Open(int port) => Open(port, _cancellation.Token);

    private static HttpConnection Open(int port, CancellationToken cancellationToken) =>
        HttpConnection.Open("127.0.0.1", port, tls: null, cancellationToken);
}
