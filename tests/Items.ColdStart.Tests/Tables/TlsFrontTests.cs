using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Tests.Tables;

public sealed class TlsFrontTests : IDisposable
{
    private readonly TestCertificates _certificates = TestCertificates.Create();
    private readonly TcpListener _upstream = new(IPAddress.Loopback, 0);
    private readonly TlsFront _front;

    public TlsFrontTests()
    {
        _upstream.Start();
        var address = (IPEndPoint)_upstream.LocalEndpoint;
        _front = new TlsFront(new Uri($"http://127.0.0.1:{address.Port}"), _certificates.Leaf);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Bytes_are_relayed_in_both_directions_over_one_connection(SslProtocols protocol)
    {
        await using var client = await ConnectAsync(_certificates, protocol);
        using var server = await _upstream.AcceptTcpClientAsync();
        byte[] large = new byte[300_000];
        Random.Shared.NextBytes(large);

        for (int exchange = 0; exchange < 3; exchange++)
        {
            await SendAsync(client, server.GetStream(), large);
            await SendAsync(server.GetStream(), client, large);
        }

        client.SslProtocol.Should().Be(protocol);
    }

    [Fact]
    public async Task The_client_sees_that_the_server_closes_the_connection()
    {
        await using var client = await ConnectAsync(_certificates, SslProtocols.Tls13);
        using (await _upstream.AcceptTcpClientAsync()) { }

        (await client.ReadAsync(new byte[1])).Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_trusts_another_authority_rejects_the_certificate()
    {
        using var other = TestCertificates.Create();

        await FluentActions
            .Awaiting(() => ConnectAsync(other, SslProtocols.Tls13))
            .Should()
            .ThrowAsync<AuthenticationException>();
    }

    public void Dispose()
    {
        _front.Dispose();
        _upstream.Dispose();
        _certificates.Dispose();
    }

    private async Task<SslStream> ConnectAsync(TestCertificates trusted, SslProtocols protocol)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(trusted.Trusted);
        var url = new Uri(_front.Url);
        var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
        var client = new SslStream(socket.GetStream());
        try
        {
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
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private static async Task SendAsync(Stream from, Stream to, byte[] bytes)
    {
        byte[] received = new byte[bytes.Length];
        Task sending = from.WriteAsync(bytes).AsTask();
        await to.ReadExactlyAsync(received);
        await sending;
        received.Should().Equal(bytes);
    }
}
