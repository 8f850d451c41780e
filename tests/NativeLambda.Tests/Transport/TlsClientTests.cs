using System.Net;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NativeLambda.Transport;
using static Items.Testing.HttpMessage;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Transport;

/// <summary>TLS connections to servers of another implementation; certificates of every other defect are in TlsTests.</summary>
public sealed class TlsClientTests : IDisposable
{
    private const string Host = "table.example.com";

    /// <summary>Type of a TLS record. That of the handshake is 22.</summary>
    private const byte Alert = 21;

    private static readonly byte[] Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    private readonly TemporaryFolder _roots = new();
    private readonly CertificateAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _cancellation = new();

    public TlsClientTests()
    {
        _authority.WriteTo(_roots.FullPath);
        _certificate = _authority.IssueFor(Host);
    }

    [Theory]
    [InlineData(Host, Host)]
    [InlineData("TABLE.example.COM", Host)]
    [InlineData("*.example.com", Host)]
    public void A_certificate_for_the_name_of_the_host_is_accepted(string name, string host)
    {
        using var certificate = _authority.IssueFor("other.example.com", name);
        using var server = TlsServer.Responding(certificate, Response("200 OK", "hi"));

        Exchange(server, NewClient(host)).Should().Be("hi");
    }

    [Theory]
    [InlineData("other.example.com", Host)]
    [InlineData("example.com", Host)]
    [InlineData("a.table.example.com", Host)]
    [InlineData("tab*.example.com", Host)]
    [InlineData("*le.example.com", Host)]
    [InlineData("t*e.example.com", Host)]
    [InlineData("table.*.com", Host)]
    [InlineData("*.com", "example.com")]
    [InlineData("*.example.com", "example.com")]
    [InlineData("*.example.com", "a.table.example.com")]
    [InlineData("*", "localhost")]
    public void A_certificate_for_another_name_is_rejected(string name, string host)
    {
        using var certificate = _authority.IssueFor(name);
        using var server = TlsServer.Responding(certificate, Response("200 OK", "hi"));

        ShouldReject(server, NewClient(host), "hostname mismatch");
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.2", "127.0.0.1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("::2", "::1", false)]
    public void A_host_that_is_an_address_needs_a_certificate_for_the_address(
        string address,
        string host,
        bool isAccepted
    )
    {
        using var certificate = _authority.IssueFor(IPAddress.Parse(address));
        using var server = TlsServer.Responding(certificate, Response("200 OK", "hi"));

        if (isAccepted)
        {
            Exchange(server, NewClient(host)).Should().Be("hi");
        }
        else
        {
            ShouldReject(server, NewClient(host), "IP address mismatch");
        }
    }

    [Fact]
    public void A_certificate_with_an_address_as_a_name_is_not_for_the_address()
    {
        using var certificate = _authority.IssueFor("127.0.0.1");
        using var server = TlsServer.Responding(certificate, Response("200 OK", "hi"));

        ShouldReject(server, NewClient("127.0.0.1"), "IP address mismatch");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".example.com")]
    public void A_name_that_OpenSSL_would_take_as_a_pattern_is_rejected(string host)
    {
        var create = () => NewClient(host);

        create.Should().Throw<ArgumentException>().WithMessage($"'{host}' is not the name of a host.*");
    }

    [Fact]
    public void A_server_that_requests_a_certificate_gets_none()
    {
        using var server = TlsServer.Responding(_certificate, Response("200 OK", "hi"));
        List<X509Certificate?> received = [];
        server.Options.ClientCertificateRequired = true;
        server.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            received.Add(certificate);
            return certificate is null;
        };

        Exchange(server, NewClient()).Should().Be("hi");

        received.Should().Equal((X509Certificate?)null);
    }

    /// <summary>.NET's server negotiates again to request a certificate. The client's next record shows its reaction.</summary>
    [SupportedOSPlatform("linux")]
    [Fact]
    public async Task Renegotiation_is_rejected()
    {
        byte[]? records = null;
        using var server = new TlsServer(
            _certificate,
            async (tls, recorded, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                int before = recorded.BytesRead.Length;
                _ = await Record.ExceptionAsync(() => tls.NegotiateClientCertificateAsync(cancellationToken));
                records = recorded.BytesRead[before..];
            }
        );
        // With 1.3 there is no renegotiation.
        server.Options.EnabledSslProtocols = SslProtocols.Tls12;
        using var connection = Open(server, NewClient());
        connection.Send(Get, [], default);

        var receive = () => RunAsync(() => connection.Receive(default));

        await receive.Should().ThrowAsync<IOException>();
        await Wait.UntilAsync("the server has given up", () => records is not null);
        RecordTypes(records!).Should().Equal(Alert);
    }

    /// <summary>Tickets arrive when the handshake is complete. .NET's server sends them at once.</summary>
    [Fact]
    public async Task A_session_ticket_does_not_make_a_connection_stale()
    {
        using var server = TlsServer.Responding(_certificate, Response("200 OK", "hi"));
        server.Options.EnabledSslProtocols = SslProtocols.Tls13;
        using var connection = Open(server, NewClient());
        await Wait.UntilAsync("the tickets are sent", () => !server.BytesOfHandshakes.IsEmpty);

        connection.IsStale().Should().BeFalse();

        Exchange(connection).Should().Be("hi");
        connection.IsStale().Should().BeFalse();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_connection_with_data_that_was_not_requested_is_stale(SslProtocols protocol)
    {
        using var server = TlsServer.Responding(_certificate, Response("200 OK", "hi") + "!");
        using var separate = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                await TcpServer.WriteAsync(tls, Response("200 OK", "hi"), cancellationToken);
                await TcpServer.WriteAsync(tls, "!", cancellationToken);
                await TcpServer.DrainAsync(tls, cancellationToken);
            }
        );
        server.Options.EnabledSslProtocols = separate.Options.EnabledSslProtocols = protocol;
        using var sameRecord = Open(server, NewClient());
        using var nextRecord = Open(separate, NewClient());

        Exchange(sameRecord).Should().Be("hi");
        Exchange(nextRecord).Should().Be("hi");

        sameRecord.Response.ConnectionCloses.Should().BeTrue();
        nextRecord.Response.ConnectionCloses.Should().BeFalse();
        await Wait.UntilAsync("the next record has arrived", nextRecord.IsStale);
    }

    /// <summary>The rest of a record stays in OpenSSL, where a poll of the socket does not detect it.</summary>
    [Fact]
    public void Data_behind_a_response_that_fills_the_buffer_makes_the_connection_stale()
    {
        const int Buffer = 16 * 1024;
        string head = $"HTTP/1.1 200 OK\r\nContent-Length: {Buffer - 42}\r\n\r\n";
        string response = head + new string('x', Buffer - head.Length);
        response.Length.Should().Be(Buffer);
        byte[] records = Encoding.ASCII.GetBytes(response[1..] + "!");
        using var server = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                // The second record is the rest of the response and one byte more.
                await tls.WriteAsync(Encoding.ASCII.GetBytes(response[..1]), cancellationToken);
                await tls.WriteAsync(records, cancellationToken);
                await TcpServer.DrainAsync(tls, cancellationToken);
            }
        );
        using var connection = Open(server, NewClient());

        Exchange(connection).Should().StartWith("xxx");

        connection.Response.ConnectionCloses.Should().BeFalse();
        connection.IsStale().Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_a_close_notify_ends_a_response_without_a_length(bool isNotified)
    {
        using var server = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                await TcpServer.WriteAsync(tls, "HTTP/1.1 200 OK\r\n\r\nhalf", cancellationToken);
                if (isNotified)
                {
                    await tls.ShutdownAsync();
                }
            }
        );
        using var connection = Open(server, NewClient());

        var exchange = () => Exchange(connection);

        if (isNotified)
        {
            exchange().Should().Be("half");
        }
        else
        {
            exchange.Should().Throw<IOException>().WithMessage("*eof*");
        }
    }

    [Fact]
    public async Task A_close_by_the_server_makes_the_connection_stale()
    {
        using var server = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                await TcpServer.WriteAsync(tls, Response("200 OK", "hi"), cancellationToken);
                await tls.ShutdownAsync();
                await TcpServer.DrainAsync(tls, cancellationToken);
            }
        );
        using var connection = Open(server, NewClient());
        Exchange(connection).Should().Be("hi");

        await Wait.UntilAsync("the close_notify has arrived", connection.IsStale);

        connection.Invoking(it => Exchange(it)).Should().Throw<IOException>();
    }

    [Fact]
    public async Task Disposing_sends_close_notify()
    {
        byte[] received = [];
        using var server = new TlsServer(
            _certificate,
            async (tls, recorded, cancellationToken) =>
            {
                await TcpServer.DrainAsync(tls, cancellationToken);
                received = recorded.BytesRead;
            }
        );
        // With 1.3 the type of a record is encrypted.
        server.Options.EnabledSslProtocols = SslProtocols.Tls12;
        Open(server, NewClient()).Dispose();

        await Wait.UntilAsync("the server has read all", () => received.Length > 0);

        RecordTypes(received).Should().EndWith(Alert);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_response_and_closes_the_connection()
    {
        using var server = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                await _cancellation.CancelAsync();
                await TcpServer.DrainAsync(tls, cancellationToken);
            }
        );
        using var connection = Open(server, NewClient());
        connection.Send(Get, [], default);

        var receive = () => RunAsync(() => connection.Receive(_cancellation.Token));

        await receive.Should().ThrowAsync<OperationCanceledException>();
        await Wait.UntilAsync("the connection is closed", () => server.OpenConnections == 0);
        connection.IsStale().Should().BeTrue();
    }

    [Fact]
    public async Task Cancelling_ends_a_send_to_a_server_that_does_not_read()
    {
        byte[] moreThanAnyBufferHolds = new byte[64 * 1024 * 1024];
        using var server = new TlsServer(
            _certificate,
            (_, _, cancellationToken) =>
            {
                _cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));
                return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        );
        using var connection = Open(server, NewClient());

        var send = () => RunAsync(() => connection.Send(Get, moreThanAnyBufferHolds, _cancellation.Token));

        await send.Should().ThrowAsync<OperationCanceledException>();
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
        _roots.Dispose();
    }

    private TlsClient NewClient(string host = Host) => new(host, _roots.FullPath);

    private static HttpConnection Open(TlsServer server, TlsClient client) =>
        HttpConnection.Open("127.0.0.1", server.Port, client, default);

    private static string Exchange(HttpConnection connection)
    {
        connection.Send(Get, [], default);
        connection.Receive(default);
        return Encoding.ASCII.GetString(connection.Response.Body.Span);
    }

    private static string Exchange(TlsServer server, TlsClient client)
    {
        using (client)
        {
            using var connection = Open(server, client);
            return Exchange(connection);
        }
    }

    private static void ShouldReject(TlsServer server, TlsClient client, string reason)
    {
        using (client)
        {
            var open = () => Open(server, client);

            open.Should()
                .Throw<ConnectException>()
                .WithMessage($"127.0.0.1:{server.Port} has no trusted certificate*: {reason}");
        }
    }

    /// <summary>A record is a byte with its type, two with the version, two with the length, and its content.</summary>
    private static List<byte> RecordTypes(ReadOnlySpan<byte> records)
    {
        List<byte> types = [];
        while (records.Length > 5)
        {
            types.Add(records[0]);
            records = records[(5 + (records[3] << 8) + records[4])..];
        }

        return types;
    }
}
