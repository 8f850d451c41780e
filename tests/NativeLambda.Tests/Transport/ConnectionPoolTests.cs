using NativeLambda.DynamoDb;
using NativeLambda.Transport;
using static Items.Testing.HttpMessage;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Transport;

/// <summary>Connections are used again while they are usable, and closed otherwise.</summary>
public sealed class ConnectionPoolTests
{
    private static readonly byte[] Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    private readonly ManualClock _clock = new();

    [Fact]
    public void Consecutive_exchanges_share_a_connection()
    {
        using var server = TcpServer.Responding(Response("200 OK", "hi"));
        using var pool = NewPool(server.Address);

        Exchange(pool);
        Exchange(pool);

        server.Connections.Should().Be(1);
    }

    [Theory]
    [InlineData(39, 1)]
    [InlineData(41, 2)]
    public void A_connection_that_was_idle_for_40_seconds_is_replaced(int seconds, int connections)
    {
        using var server = TcpServer.Responding(Response("200 OK", "hi"));
        using var pool = NewPool(server.Address);

        Exchange(pool);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Exchange(pool);

        server.Connections.Should().Be(connections);
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_not_used_again()
    {
        using var server = TcpServer.RespondingOnce(Response("200 OK", "hi"));
        using var pool = NewPool(server.Address);

        for (int i = 1; i <= 3; i++)
        {
            var connection = Exchange(pool);
            await Wait.UntilAsync("the close has arrived", connection.IsStale);
            server.Connections.Should().Be(i);
        }
    }

    [Fact]
    public async Task A_connection_that_receives_data_without_a_request_is_not_used_again()
    {
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, Response("200 OK", "hi"), cancellationToken);
                await TcpServer.WriteAsync(stream, Response("200 OK", "not requested"), cancellationToken);
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );
        using var pool = NewPool(server.Address);

        var connection = Exchange(pool);
        if (!connection.Response.ConnectionCloses)
        {
            await Wait.UntilAsync("the second response has arrived", connection.IsStale);
        }

        Exchange(pool);
        server.Connections.Should().Be(2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi, and more")]
    public async Task A_response_that_ends_the_connection_closes_it(string response)
    {
        // The server keeps the connection open, so only the client can close it.
        using var server = TcpServer.Responding(response);
        using var pool = NewPool(server.Address);

        Exchange(pool);

        await Wait.UntilAsync("the connection is closed", () => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Counting_closes_connections_that_were_idle_for_too_long()
    {
        using var server = TcpServer.Responding(Response("200 OK", "hi"));
        using var pool = NewPool(server.Address);
        RentAndReturn(pool, 2);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Exchange(pool);
        _clock.Advance(TimeSpan.FromSeconds(21));

        pool.CountIdle().Should().Be(1);

        await Wait.UntilAsync("the other one is closed", () => server.OpenConnections == 1);
    }

    [Fact]
    public async Task Clearing_closes_all_idle_connections()
    {
        using var server = TcpServer.Responding(Response("200 OK", "hi"));
        using var pool = NewPool(server.Address);
        RentAndReturn(pool, 3);

        pool.Clear();

        Exchange(pool);
        server.Connections.Should().Be(4);
        await Wait.UntilAsync("all others are closed", () => server.OpenConnections == 1);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_server_that_does_not_respond_is_a_ConnectException_after_one_second(string scheme)
    {
        using var full = new FullBacklogServer();
        using var silent = TcpServer.Silent();
        int port = scheme == "http" ? full.Port : silent.Port;
        using var pool = NewPool(new Uri($"{scheme}://127.0.0.1:{port}"));

        var rent = () => RunAsync(() => pool.Rent(default));

        var failure = (await rent.Should().ThrowAsync<ConnectException>()).Which;
        DynamoDbFailures.Classify(failure).Should().Be(DynamoDbFailure.NotApplied);
        failure.Message.Should().Be($"{scheme}://127.0.0.1:{port}/ did not accept a connection within 1 s.");
        await Wait.UntilAsync("the connection is closed", () => silent.OpenConnections == 0);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_connection_and_closes_it()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await stream.ReadExactlyAsync(new byte[1], cancellationToken);
                await cancellation.CancelAsync();
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );
        using var pool = NewPool(new Uri($"https://127.0.0.1:{server.Port}"));

        var rent = () => RunAsync(() => pool.Rent(cancellation.Token));

        (await rent.Should().ThrowAsync<ConnectException>("nothing was sent"))
            .Which.Message.Should()
            .EndWith(" did not accept a connection before the call was cancelled.");
        await Wait.UntilAsync("the connection is closed", () => server.OpenConnections == 0);
    }

    private ConnectionPool NewPool(Uri origin) => new(origin, _clock);

    private static void RentAndReturn(ConnectionPool pool, int count)
    {
        HttpConnection[] rented = [.. Enumerable.Range(0, count).Select(_ => pool.Rent(default))];
        rented.Should().OnlyHaveUniqueItems();
        Array.ForEach(rented, pool.Return);
    }

    private static HttpConnection Exchange(ConnectionPool pool)
    {
        var connection = pool.Rent(default);
        connection.Send(Get, [], default);
        connection.Receive(default);
        pool.Return(connection);
        return connection;
    }
}
