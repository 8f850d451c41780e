using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests;

/// <summary>The published function calls its table over TLS and sends nothing to a server that it does not trust.</summary>
public sealed partial class TlsTests(TableFixture tables) : IClassFixture<TableFixture>, IDisposable
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
        await TestProcess.RunAsync("cp", Repository.Bootstrap, copy);
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
        await TestProcess.RunAsync("cp", Repository.Bootstrap, copy);
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

        // The first call uses the connection of the warm-up.
        proxy.Handshakes.Should().HaveCount(calls.Length);
    }

    /// <summary>
    /// In each ClientHello, the extension 43 with its length, the length of the list, and the versions: 3.4 is TLS 1.3, 3.3 is
    /// TLS 1.2 (RFC 8446, section 4.2.1).
    /// </summary>
    [Theory]
    [InlineData("TLSv1", "002B00050403040303")]
    [InlineData("TLSv1.3", "002B0003020304")]
    public async Task OpenSSLs_configuration_can_require_a_later_version_and_not_allow_an_earlier_one(
        string minimum,
        string versions
    )
    {
        var hello = new TaskCompletionSource<string>();
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                byte[] buffer = new byte[4096];
                int count = await stream.ReadAsync(buffer, cancellationToken);
                hello.TrySetResult(Convert.ToHexString(buffer, 0, count));
            }
        );
        var environment = tables.Server.FunctionEnvironment(new Uri($"https://localhost:{server.Port}"));
        environment["OPENSSL_CONF"] = _folder.Write(
            "openssl.cnf",
            $"""
            openssl_conf = conf
            [conf]
            ssl_conf = ssl
            [ssl]
            system_default = default
            [default]
            MinProtocol = {minimum}
            CipherString = DEFAULT@SECLEVEL=0

            """
        );

        await using var function = await FunctionProcess.StartAsync(environment);

        (await hello.Task.WaitAsync(TimeSpan.FromMinutes(1))).Should().Contain(versions);
    }

    [Fact]
    public async Task The_log_has_OpenSSLs_description_of_a_failure()
    {
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await stream.ReadExactlyAsync(new byte[1], cancellationToken);
                await TcpServer.WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\n\r\n", cancellationToken);
                await TcpServer.DrainAsync(stream, cancellationToken);
            }
        );
        var environment = tables.Server.FunctionEnvironment(new Uri($"https://localhost:{server.Port}"));

        await using var function = await FunctionProcess.StartAsync(environment);

        const string Reason = "no common TLS version: ";
        await Wait.UntilAsync(
            "the failure is logged",
            () => function.Output.Any(line => line.Contains(Reason, StringComparison.Ordinal))
        );
        function
            .Output.First(line => line.Contains(Reason, StringComparison.Ordinal))
            .Should()
            .MatchRegex($"{Reason}[a-z]+( [a-z]+)+", "a description has no numbers");
    }

    [Theory]
    [InlineData("libssl.so.3")]
    [InlineData("libcrypto.so.3")]
    public async Task A_missing_library_of_OpenSSL_is_an_INIT_error_with_its_name(string library)
    {
        // Found before the system's, and not a library.
        _folder.Write(library, "");
        var environment = tables.Server.FunctionEnvironment(new Uri("https://localhost:1"));
        environment["LD_LIBRARY_PATH"] = _folder.FullPath;

        await using var function = await FunctionProcess.StartAsync(environment);

        await Wait.UntilAsync(
            "the log names the library",
            () =>
                function.Output.Any(line =>
                    line.Contains("\"level\":\"FATAL\"", StringComparison.Ordinal)
                    && line.Contains($"{library} cannot be loaded", StringComparison.Ordinal)
                )
        );
    }

    /// <summary>OpenSSL writes to sockets with <c>write</c>, which sends this signal when the connection is closed.</summary>
    [Fact]
    public async Task SIGPIPE_does_not_end_the_process()
    {
        const int Sigpipe = 13;
        using var proxy = new TlsProxy(tables.Server.Address, _authority.Issue());
        await using var function = await FunctionProcess.StartAsync(Trusting(proxy, _authority));
        await function.InitializedAsync();

        ulong ignored = ulong.Parse(
            StatusOf(function, IgnoredSignals()),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );

        (ignored >> (Sigpipe - 1) & 1).Should().Be(1);
    }

    [Fact]
    public async Task Connections_that_are_closed_leave_no_memory()
    {
        const int Warm = 200;
        const int Calls = 1500;
        using var certificate = _authority.Issue();
        using var server = new TcpServer(
            (stream, cancellationToken) => RespondOnceAsync(stream, certificate, cancellationToken)
        );
        var environment = tables.Server.FunctionEnvironment(new Uri($"https://localhost:{server.Port}"));
        environment["SSL_CERT_FILE"] = _folder.Write(
            "authority.pem",
            _authority.Certificate.ExportCertificatePem()
        );
        await using var function = await FunctionProcess.StartAsync(environment);
        string read = FunctionEvent.Http("GET", ItemsApi.Item("x"));

        await RepeatAsync(Warm);
        int before = Kilobytes();
        int connections = server.Connections;
        await RepeatAsync(Calls);

        // A handshake that takes longer than a second is repeated.
        (server.Connections - connections)
            .Should()
            .BeGreaterThanOrEqualTo(Calls);
        // A connection has more than 50 KB of buffers.
        (Kilobytes() - before)
            .Should()
            .BeLessThan(Calls * 5);

        async Task RepeatAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                (await function.InvokeAsync(read)).Status.Should().Be(404);
            }
        }

        int Kilobytes() => int.Parse(StatusOf(function, Resident()), CultureInfo.InvariantCulture);
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

    /// <summary>Responds to one request that there is no item, and closes the connection.</summary>
    private static async Task RespondOnceAsync(
        NetworkStream stream,
        X509Certificate2 certificate,
        CancellationToken cancellationToken
    )
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate },
            cancellationToken
        );
        await HttpMessage.ReadAsync(tls, cancellationToken);
        await TcpServer.WriteAsync(
            tls,
            HttpMessage.Response("200 OK", "{}", "Connection: close\r\n"),
            cancellationToken
        );
        await TcpServer.DrainAsync(tls, cancellationToken);
    }

    private static string StatusOf(FunctionProcess function, Regex line) =>
        line.Match(File.ReadAllText($"/proc/{function.ProcessId}/status")).Groups["value"].Value;

    [GeneratedRegex(@"SigIgn:\s+(?<value>\w+)", RegexOptions.None, 1000)]
    private static partial Regex IgnoredSignals();

    [GeneratedRegex(@"VmRSS:\s+(?<value>\d+) kB", RegexOptions.None, 1000)]
    private static partial Regex Resident();
}
