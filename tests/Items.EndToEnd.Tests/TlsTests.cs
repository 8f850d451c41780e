using System.Security.Authentication;

namespace Items.EndToEnd.Tests;

/// <summary>The published function calls its table over TLS and sends nothing to a server that it does not trust.</summary>
public sealed class TlsTests(TableFixture tables) : IClassFixture<TableFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _authority = new();

    public enum Defect
    {
        AnotherHost,
        Expired,
        NotYetValid,
        SelfSigned,
        AnotherAuthority,
        AnotherPurpose,
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_table_with_a_valid_certificate_is_used(SslProtocols protocol)
    {
        using var proxy = new TlsProxy(tables.Server.Address, _authority.Issue(), protocol);
        await using var function = await FunctionProcess.StartAsync(Trusting(proxy, _authority));

        var created = await function.InvokeAsync(
            FunctionEvent.Http("POST", "/api/v1/items", body: ItemsApi.Mug)
        );

        created.Status.Should().Be(201, "the body is {0}", created.Body);
        string id = created.ItemId;
        (await function.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Item(id)))).Status.Should().Be(200);
        (await function.InvokeAsync(FunctionEvent.Http("GET", "/api/v1/items"))).Status.Should().Be(200);
        proxy.Handshakes.Should().NotBeEmpty().And.OnlyContain(spoken => spoken == protocol);
    }

    [Theory]
    [InlineData(Defect.AnotherHost)]
    [InlineData(Defect.Expired)]
    [InlineData(Defect.NotYetValid)]
    [InlineData(Defect.SelfSigned)]
    [InlineData(Defect.AnotherAuthority)]
    [InlineData(Defect.AnotherPurpose)]
    public async Task An_invalid_certificate_is_rejected_and_nothing_is_sent(Defect defect)
    {
        using var another = new CertificateAuthority();
        var now = DateTimeOffset.UtcNow;
        using var certificate = defect switch
        {
            Defect.AnotherHost => _authority.Issue("dynamodb.eu-west-1.amazonaws.com"),
            Defect.Expired => _authority.Issue(until: now.AddMinutes(-1)),
            Defect.NotYetValid => _authority.Issue(from: now.AddHours(1)),
            Defect.AnotherPurpose => _authority.Issue(purpose: CertificateAuthority.ClientAuthentication),
            Defect.SelfSigned => CertificateAuthority.SelfSigned(),
            _ => another.Issue(),
        };
        using var proxy = new TlsProxy(tables.Server.Address, certificate);
        await using var function = await FunctionProcess.StartAsync(Trusting(proxy, _authority));

        await ShouldRejectAsync(function, proxy);
    }

    [Fact]
    public async Task By_default_only_the_roots_beside_the_executable_are_trusted()
    {
        using var proxy = new TlsProxy(tables.Server.Address, _authority.Issue());
        var environment = tables.Server.FunctionEnvironment(proxy.Address);
        string copy = _folder.PathTo("bootstrap");
        File.Copy(Repository.Bootstrap, copy);
        _authority.WriteTo(_folder.PathTo("certificates"));

        await using (var function = await FunctionProcess.StartAsync(environment))
        {
            await ShouldRejectAsync(function, proxy);
        }

        await using var other = await FunctionProcess.StartAsync(environment, copy);
        (await other.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Item("x")))).Status.Should().Be(404);
    }

    [Fact]
    public async Task Empty_variables_count_as_not_set()
    {
        using var proxy = new TlsProxy(tables.Server.Address, _authority.Issue());
        var environment = tables.Server.FunctionEnvironment(proxy.Address);
        environment["SSL_CERT_FILE"] = "";
        environment["SSL_CERT_DIR"] = "";
        string copy = _folder.PathTo("bootstrap");
        File.Copy(Repository.Bootstrap, copy);
        _authority.WriteTo(_folder.PathTo("certificates"));

        await using var function = await FunctionProcess.StartAsync(environment, copy);

        (await function.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Item("x")))).Status.Should().Be(404);
    }

    /// <summary>
    /// An untrusted server could otherwise make the function call any address in its network.
    /// </summary>
    [Fact]
    public async Task No_address_of_a_certificate_is_called()
    {
        using var intermediate = _authority.NewIntermediate();
        int calls = 0;
        await using var site = await HttpServer.StartAsync(
            (number, context) =>
            {
                calls = number;
                return context.Response.Body.WriteAsync(intermediate.Certificate.RawData).AsTask();
            }
        );
        using var certificate = intermediate.Issue(issuerUrl: $"{site.Address}/intermediate.cer");
        using var proxy = new TlsProxy(tables.Server.Address, certificate);
        await using var function = await FunctionProcess.StartAsync(Trusting(proxy, _authority));

        await ShouldRejectAsync(function, proxy);

        calls.Should().Be(0);
    }

    [Fact]
    public async Task TLS_connections_closed_between_calls_are_replaced()
    {
        using var proxy = new TlsProxy(tables.Server.Address, _authority.Issue());
        await using var function = await FunctionProcess.StartAsync(Trusting(proxy, _authority));
        string[] calls = [ItemsApi.Item("x"), "/api/v1/items", ItemsApi.Item("x"), "/api/v1/items"];
        foreach (string path in calls)
        {
            var response = await function.InvokeAsync(FunctionEvent.Http("GET", path));

            response.Status.Should().Be(path == "/api/v1/items" ? 200 : 404);
            await proxy.CloseConnectionsAsync();
        }

        proxy
            .Handshakes.Count.Should()
            .BeGreaterThan(calls.Length, "each close must have ended a connection");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static async Task ShouldRejectAsync(FunctionProcess function, TlsProxy proxy)
    {
        var response = await function.InvokeAsync(
            FunctionEvent.Http("POST", "/api/v1/items", body: ItemsApi.Mug)
        );

        response.Status.Should().Be(503, "the body is {0}", response.Body);
        proxy.Connections.Should().BePositive();
        proxy.Received.Should().Be(0, "a request contains items and credentials");
        await Wait.UntilAsync(
            "the log states the reason",
            () =>
                function.Output.Any(line =>
                    line.Contains("\"level\":\"WARN\"", StringComparison.Ordinal)
                    && line.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                )
        );
        string.Join('\n', function.Output).Should().NotContain("Stoneware");
    }

    private Dictionary<string, string> Trusting(TlsProxy proxy, CertificateAuthority authority)
    {
        string file = _folder.PathTo("authority.pem");
        File.WriteAllText(file, authority.Certificate.ExportCertificatePem());
        var environment = tables.Server.FunctionEnvironment(proxy.Address);
        environment["SSL_CERT_FILE"] = file;
        return environment;
    }
}
