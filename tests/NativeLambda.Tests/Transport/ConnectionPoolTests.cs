using Items.EndToEnd.Tests.Harness;
using NativeLambda.DynamoDb;
using NativeLambda.Transport;
using static NativeLambda.Tests.Transport.LoopbackServer;

namespace NativeLambda.Tests.Transport;

/// <summary>Which connections are used again, and that none is left behind.</summary>
public sealed class ConnectionPoolTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private readonly Clock _clock = new();

    [Fact]
    public void Exchanges_share_a_connection()
    {
        using var server = Answering(Ok("hi"));
        using var pool = NewPool(server.Address);

        Exchange(pool);
        Exchange(pool);

        server.Connections.Should().Be(1);
    }

    [Theory]
    [InlineData(39, 1)]
    [InlineData(41, 2)]
    public void A_connection_is_let_go_when_it_has_been_idle_for_long(int seconds, int connections)
    {
        using var server = Answering(Ok("hi"));
        using var pool = NewPool(server.Address);

        Exchange(pool);
        _clock.Now += TimeSpan.FromSeconds(seconds);
        Exchange(pool);

        server.Connections.Should().Be(connections);
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_not_used_again()
    {
        using var server = AnsweringOnce(Ok("hi"));
        using var pool = NewPool(server.Address);

        for (int i = 1; i <= 3; i++)
        {
            var connection = Exchange(pool);
            await Eventually.IsAsync("the close has arrived", connection.IsStale);
            server.Connections.Should().Be(i);
        }
    }

    [Fact]
    public async Task A_connection_that_says_more_than_it_was_asked_is_not_used_again()
    {
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                await ReadRequestAsync(stream, stopping);
                await WriteAsync(stream, Ok("hi"), stopping);
                await WriteAsync(stream, Ok("an answer to nothing"), stopping);
                await DrainAsync(stream, stopping);
            }
        );
        using var pool = NewPool(server.Address);

        var connection = Exchange(pool);
        if (!connection.Response.ConnectionCloses)
        {
            await Eventually.IsAsync("the second answer has arrived", connection.IsStale);
        }

        Exchange(pool);
        server.Connections.Should().Be(2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi, and more")]
    public async Task A_reply_that_ends_its_connection_has_it_closed(string reply)
    {
        // Left open by the server, so that it is our side that closes.
        using var server = Answering(reply);
        using var pool = NewPool(server.Address);

        Exchange(pool);

        await Eventually.IsAsync("the connection is closed", () => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Opening_ahead_opens_what_is_missing_and_no_more()
    {
        using var server = Answering(Ok("hi"));
        using var pool = NewPool(server.Address);
        Exchange(pool);

        pool.OpenAhead(3);
        pool.OpenAhead(3);
        HttpConnection[] rented = [.. Enumerable.Range(0, 3).Select(_ => pool.Rent(default))];
        Array.ForEach(rented, pool.Return);
        pool.OpenAhead(3);

        rented.Should().OnlyHaveUniqueItems();
        await Eventually.IsAsync("all are accepted", () => server.Connections >= 3);
        server.Connections.Should().Be(3);
    }

    [Fact]
    public async Task Opening_ahead_replaces_what_has_been_idle_for_long()
    {
        using var server = Answering(Ok("hi"));
        using var pool = NewPool(server.Address);
        Exchange(pool);
        _clock.Now += TimeSpan.FromSeconds(41);

        pool.OpenAhead(2);

        await Eventually.IsAsync("both are there before they are asked for", () => server.Connections == 3);
        await Eventually.IsAsync("the old one is closed", () => server.OpenConnections == 2);
    }

    [Fact]
    public async Task Clearing_closes_idle_connections_and_those_on_their_way()
    {
        using var server = Answering(Ok("hi"));
        using var pool = NewPool(server.Address);
        Exchange(pool);
        pool.OpenAhead(4);

        pool.Clear();

        Exchange(pool);
        await Eventually.IsAsync("all others are closed", () => server.OpenConnections == 1);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_server_that_does_not_answer_costs_a_second_and_nothing_was_sent(string scheme)
    {
        using var full = new FullServer();
        using var silent = Silent();
        int port = scheme == "http" ? full.Port : silent.Port;
        using var pool = NewPool(new Uri($"{scheme}://127.0.0.1:{port}"));

        var rent = () => Task.Run(() => pool.Rent(default)).WaitAsync(TimeSpan.FromSeconds(30));

        var failure = (await rent.Should().ThrowAsync<ConnectException>()).Which;
        DynamoDbFailures.Classify(failure).Should().Be(DynamoDbFailure.NotApplied);
        failure.Message.Should().Be($"{scheme}://127.0.0.1:{port}/ did not accept a connection within 1 s.");
        await Eventually.IsAsync("nothing is left of it", () => silent.OpenConnections == 0);
    }

    [Fact]
    public async Task A_token_ends_the_wait_for_a_connection_and_nothing_is_left_of_it()
    {
        using var token = new CancellationTokenSource();
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                await stream.ReadExactlyAsync(new byte[1], stopping);
                await token.CancelAsync();
                await DrainAsync(stream, stopping);
            }
        );
        using var pool = NewPool(new Uri($"https://127.0.0.1:{server.Port}"));

        var rent = () => Task.Run(() => pool.Rent(token.Token)).WaitAsync(TimeSpan.FromSeconds(30));

        await rent.Should().ThrowAsync<OperationCanceledException>();
        await Eventually.IsAsync("nothing is left of it", () => server.OpenConnections == 0);
    }

    private ConnectionPool NewPool(Uri origin) => new(origin, _clock);

    private static HttpConnection Exchange(ConnectionPool pool)
    {
        var connection = pool.Rent(default);
        connection.Send(Get, [], default);
        connection.Receive(default);
        pool.Return(connection);
        return connection;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
