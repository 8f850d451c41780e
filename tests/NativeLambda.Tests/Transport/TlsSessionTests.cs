using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using NativeLambda.Transport;
using static Items.Testing.HttpMessage;

namespace NativeLambda.Tests.Transport;

/// <summary>
/// Sessions are resumed only where their certificate has been verified. The certificate is longer than the rest of a
/// handshake, so the length of a handshake shows whether it has been sent.
/// </summary>
public sealed class TlsSessionTests : IDisposable
{
    private const string Host = "table.example.com";
    private static readonly byte[] Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    private static readonly string[] Hosts =
    [
        Host,
        .. Enumerable.Range(0, 200).Select(number => $"host-{number}.example.com"),
    ];

    private readonly TemporaryFolder _roots = new();
    private readonly CertificateAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly TlsServer _server;
    private readonly TlsClient _client;

    public TlsSessionTests()
    {
        _authority.WriteTo(_roots.FullPath);
        _certificate = _authority.IssueFor(Hosts);
        _server = TlsServer.Responding(_certificate, Response("200 OK", "hi"));
        _client = NewClient();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void Further_connections_resume_the_session(SslProtocols protocol)
    {
        _server.Options.EnabledSslProtocols = protocol;
        using var first = Open(_client);
        Exchange(first);

        using var second = Open(_client);
        Exchange(second);
        second.Dispose();
        using var third = Open(_client);
        Exchange(third);

        CertificateWasSent().Should().Equal(true, false, false);
        Exchange(first);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Connections_that_are_opened_concurrently_resume_the_session(SslProtocols protocol)
    {
        const int Count = 20;
        _server.Options.EnabledSslProtocols = protocol;
        using (var first = Open(_client))
        {
            Exchange(first);
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        using var connection = Open(_client);
                        Exchange(connection);
                    })
                )
        );

        CertificateWasSent().Should().HaveCount(Count + 1).And.ContainSingle(wasSent => wasSent);
    }

    [Fact]
    public void A_session_is_used_only_by_the_client_of_its_host()
    {
        using var otherHost = new TlsClient(Hosts[1], _roots.FullPath);
        using var wrongHost = new TlsClient("other.example.com", _roots.FullPath);
        using (var first = Open(_client))
        {
            Exchange(first);
        }

        using (var second = Open(otherHost))
        {
            Exchange(second);
        }

        var open = () => Open(wrongHost);
        open.Should().Throw<ConnectException>().WithMessage("*hostname mismatch");
        CertificateWasSent().Should().Equal(true, true);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void A_server_that_has_forgotten_the_session_is_verified_again(SslProtocols protocol)
    {
        _server.Options.EnabledSslProtocols = protocol;
        using (var first = Open(_client))
        {
            Exchange(first);
        }

        using var another = _authority.IssueFor(Hosts);
        _server.Use(another);
        using (var second = Open(_client))
        {
            Exchange(second);
        }

        using var untrusted = new CertificateAuthority();
        using var forged = untrusted.IssueFor(Hosts);
        _server.Use(forged);

        var open = () => Open(_client);
        open.Should().Throw<ConnectException>().WithMessage("*has no trusted certificate*");
        CertificateWasSent().Should().StartWith([true, true]);
    }

    /// <summary>The last session is that of the second connection.</summary>
    [Fact]
    public void After_a_connection_has_failed_no_earlier_session_is_resumed()
    {
        using var server = new TlsServer(
            _certificate,
            async (tls, _, cancellationToken) =>
            {
                await ReadAsync(tls, cancellationToken);
                await TcpServer.WriteAsync(tls, Response("200 OK", "hi"), cancellationToken);
                await ReadAsync(tls, cancellationToken);
                // It ends without a response and without close_notify.
            }
        );
        using var first = Open(_client, server);
        Exchange(first);
        using var second = Open(_client, server);
        Exchange(second);

        first.Invoking(Exchange).Should().Throw<IOException>();

        using var next = Open(_client, server);
        Exchange(next);
        CertificateWasSent(server).Should().Equal(true, false, true);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
        _roots.Dispose();
    }

    private TlsClient NewClient() => new(Host, _roots.FullPath);

    private HttpConnection Open(TlsClient client, TlsServer? server = null) =>
        HttpConnection.Open("127.0.0.1", (server ?? _server).Port, client, default);

    private static void Exchange(HttpConnection connection)
    {
        connection.Send(Get, [], default);
        connection.Receive(default);
        connection.Response.Status.Should().Be(200);
    }

    private IEnumerable<bool> CertificateWasSent(TlsServer? server = null) =>
        (server ?? _server).BytesOfHandshakes.Select(bytes => bytes > _certificate.RawData.Length);
}
