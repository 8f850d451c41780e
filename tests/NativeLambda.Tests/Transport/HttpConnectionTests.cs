using System.Net.Sockets;
using System.Text;
using Items.EndToEnd.Tests.Harness;
using NativeLambda.Transport;

namespace NativeLambda.Tests.Transport;

/// <summary>Whatever a connection waits for, a token ends it, and nothing is left of it.</summary>
public sealed class HttpConnectionTests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    /// <summary>Calls block, and one that never ends must fail its test, not hold it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _token = new();

    [Fact]
    public async Task Requests_and_replies_follow_each_other()
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Ok("one"), LoopbackServer.Ok("two"));
        using var connection = Open(server.Port);

        foreach (string expected in (string[])["one", "two"])
        {
            await InTimeAsync(() => connection.Send(Get, [], _token.Token));
            await InTimeAsync(() => connection.Receive(_token.Token));

            Encoding.ASCII.GetString(connection.Response.Body.Span).Should().Be(expected);
            connection.IsStale().Should().BeFalse();
        }

        server.Connections.Should().Be(1);
    }

    [Fact]
    public async Task A_token_ends_a_connect_that_nobody_answers()
    {
        using var server = new FullServer();
        _token.CancelAfter(TimeSpan.FromMilliseconds(100));

        await ShouldBeCancelledAsync(() => Open(server.Port));
    }

    [Fact]
    public async Task A_token_ends_a_handshake_that_nobody_answers()
    {
        using var server = CancellingWhenItHears();

        await ShouldBeCancelledAsync(() =>
            HttpConnection.Open("127.0.0.1", server.Port, isTls: true, _token.Token)
        );

        await ShouldBeClosedAsync(server);
    }

    [Fact]
    public async Task A_token_ends_the_wait_for_a_reply()
    {
        using var server = CancellingWhenItHears();
        using var connection = Open(server.Port);
        connection.Send(Get, [], _token.Token);

        await ShouldBeCancelledAsync(() => connection.Receive(_token.Token));

        await ShouldBeClosedAsync(server);
        connection.IsStale().Should().BeTrue();
    }

    [Fact]
    public async Task A_token_ends_a_reply_that_stops_half_way()
    {
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                await LoopbackServer.ReadRequestAsync(stream, stopping);
                await LoopbackServer.WriteAsync(stream, LoopbackServer.Ok("whole")[..^1], stopping);
                await _token.CancelAsync();
                await LoopbackServer.DrainAsync(stream, stopping);
            }
        );
        using var connection = Open(server.Port);
        connection.Send(Get, [], _token.Token);

        await ShouldBeCancelledAsync(() => connection.Receive(_token.Token));
    }

    [Fact]
    public async Task A_token_ends_a_send_that_nobody_reads()
    {
        byte[] moreThanAnyBufferHolds = new byte[64 * 1024 * 1024];
        using var server = new LoopbackServer(
            async (_, stopping) =>
            {
                _token.CancelAfter(TimeSpan.FromMilliseconds(100));
                await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
            }
        );
        using var connection = Open(server.Port, CancellationToken.None);

        await ShouldBeCancelledAsync(() => connection.Send(Get, moreThanAnyBufferHolds, _token.Token));
    }

    [Fact]
    public async Task A_token_that_was_cancelled_before_opens_nothing()
    {
        using var server = LoopbackServer.Silent();
        await _token.CancelAsync();

        await ShouldBeCancelledAsync(() => Open(server.Port));

        await ShouldBeClosedAsync(server);
    }

    /// <summary>The token may come between the last byte and the return: the reply counts, the connection does not.</summary>
    [Fact]
    public async Task A_token_at_the_last_moment_leaves_no_connection_that_breaks_later()
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Ok("one"));
        for (int i = 0; i < 300; i++)
        {
            using var token = new CancellationTokenSource();
            using var connection = Open(server.Port, CancellationToken.None);
            connection.Send(Get, [], CancellationToken.None);
            await Eventually.IsAsync("the reply is there", connection.IsStale);
            using var go = new Barrier(2);
            var cancelling = Task.Run(() =>
            {
                go.SignalAndWait();
                token.Cancel();
            });
            go.SignalAndWait();

            try
            {
                connection.Receive(token.Token);
            }
            catch (OperationCanceledException)
            {
                // The token was first.
            }

            await cancelling;
            var look = connection.IsStale;
            look.Should().NotThrow();
        }
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_stale()
    {
        using var server = LoopbackServer.AnsweringOnce(LoopbackServer.Ok("one"));
        using var connection = Open(server.Port);
        connection.Send(Get, [], _token.Token);
        connection.Receive(_token.Token);

        await Eventually.IsAsync("the close has arrived", connection.IsStale);

        var next = () =>
        {
            connection.Send(Get, [], _token.Token);
            connection.Receive(_token.Token);
        };
        next.Should().Throw<IOException>("it is only noticed at the time of its use otherwise");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nConte")]
    [InlineData("")]
    public void A_connection_that_ends_inside_a_reply_is_an_IOException(string reply)
    {
        using var server = LoopbackServer.AnsweringOnce(reply);
        using var connection = Open(server.Port);
        connection.Send(Get, [], _token.Token);

        var receive = () => connection.Receive(_token.Token);

        receive.Should().Throw<IOException>();
    }

    [Fact]
    public async Task Nobody_there_is_a_ConnectException()
    {
        int port;
        using (var server = LoopbackServer.Silent())
        {
            port = server.Port;
        }

        await ShouldNotConnectAsync("127.0.0.1", port, isTls: false);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_ConnectException() =>
        await ShouldNotConnectAsync("no-such-host.invalid", 80, isTls: false);

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_a_ConnectException()
    {
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                byte[] hello = new byte[1];
                await stream.ReadExactlyAsync(hello, stopping);
                await LoopbackServer.WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\n\r\n", stopping);
                stream.Socket.Shutdown(SocketShutdown.Send);
                await LoopbackServer.DrainAsync(stream, stopping);
            }
        );

        await ShouldNotConnectAsync("127.0.0.1", server.Port, isTls: true);

        await ShouldBeClosedAsync(server);
    }

    public void Dispose() => _token.Dispose();

    private static Task InTimeAsync(Action call) => Task.Run(call).WaitAsync(Patience);

    private async Task ShouldNotConnectAsync(string host, int port, bool isTls)
    {
        var open = () => InTimeAsync(() => HttpConnection.Open(host, port, isTls, _token.Token));

        (await open.Should().ThrowAsync<ConnectException>()).WithMessage(
            $"{host}:{port} {(isTls ? "has no trusted certificate, or no common TLS version" : "cannot be reached")}: *"
        );
    }

    private async Task ShouldBeCancelledAsync(Action call)
    {
        var inTime = () => InTimeAsync(call);

        (await inTime.Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should()
            .Be(_token.Token);
    }

    /// <summary>Says nothing, and has the token cancelled as soon as the client has said something.</summary>
    private LoopbackServer CancellingWhenItHears() =>
        new(
            async (stream, stopping) =>
            {
                await stream.ReadExactlyAsync(new byte[1], stopping);
                await _token.CancelAsync();
                await LoopbackServer.DrainAsync(stream, stopping);
            }
        );

    private static Task ShouldBeClosedAsync(LoopbackServer server) =>
        Eventually.IsAsync("the connection is closed", () => server.OpenConnections == 0);

    private HttpConnection Open(int port) => Open(port, _token.Token);

    private static HttpConnection Open(int port, CancellationToken cancellationToken) =>
        HttpConnection.Open("127.0.0.1", port, isTls: false, cancellationToken);
}
