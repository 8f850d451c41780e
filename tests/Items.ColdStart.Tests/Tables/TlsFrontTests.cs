using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Tests.Tables;

public sealed class TlsFrontTests : IDisposable
{
    private readonly TestCertificates _certificates = TestCertificates.Create();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Bytes_are_relayed_in_both_directions_over_one_connection(SslProtocols protocol)
    {
        using var echo = new TcpServer(
            (stream, cancellationToken) => stream.CopyToAsync(stream, cancellationToken)
        );
        using var front = new TlsFront(echo.Address, _certificates.Leaf);
        await using var client = await ConnectAsync(front, _certificates, protocol);
        byte[] sent = new byte[300_000];
        Random.Shared.NextBytes(sent);

        for (int exchange = 0; exchange < 3; exchange++)
        {
            byte[] received = new byte[sent.Length];
            Task sending = client.WriteAsync(sent).AsTask();
            await client.ReadExactlyAsync(received);
            await sending;
            received.Should().Equal(sent);
        }

        client.SslProtocol.Should().Be(protocol);
        echo.Connections.Should().Be(1);
    }

    [Fact]
    public async Task The_client_sees_that_the_server_closes_the_connection()
    {
        using var server = new TcpServer((_, _) => Task.CompletedTask);
        using var front = new TlsFront(server.Address, _certificates.Leaf);
        await using var client = await ConnectAsync(front, _certificates, SslProtocols.Tls13);

        (await client.ReadAsync(new byte[1])).Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_trusts_another_authority_rejects_the_certificate()
    {
        using var server = TcpServer.Silent();
        using var front = new TlsFront(server.Address, _certificates.Leaf);
        using var other = TestCertificates.Create();

        await FluentActions
            .Awaiting(() => ConnectAsync(front, other, SslProtocols.Tls13))
            .Should()
            .ThrowAsync<AuthenticationException>();
    }

    public void Dispose() => _certificates.Dispose();

    private static async Task<SslStream> ConnectAsync(
        TlsFront front,
        TestCertificates trusted,
        SslProtocols protocol
    )
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(trusted.Trusted);
        var url = new Uri(front.Url);
        var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
        var client = new SslStream(socket.GetStream());
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = url.Host,
                EnabledSslProtocols = protocol,
                CertificateChainPolicy = policy,
            }
        );
        return client;
    }
}
