using System.Security.Authentication;
using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The published function calls its table by TLS, and nobody who is not the table learns anything.</summary>
public sealed class TlsTests(TableFixture tables) : IClassFixture<TableFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public enum Flaw
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
    public async Task A_table_whose_certificate_is_in_order_is_used(SslProtocols protocol)
    {
        await using var front = new TlsFront(tables.Server.Address, _authority.Issue(), protocol);
        await using var function = await LoneFunction.StartAsync(Trusting(front, _authority));

        var created = await function.InvokeAsync(FunctionEvent.Http("POST", "/api/v1/items", body: Api.Mug));

        Status(created).Should().Be(201, "the answer is {0}", created.ToJsonString());
        string id = (string)JsonNode.Parse((string)created["body"]!)!["item_id"]!;
        Status(await function.InvokeAsync(FunctionEvent.Http("GET", Api.Item(id)))).Should().Be(200);
        Status(await function.InvokeAsync(FunctionEvent.Http("GET", "/api/v1/items"))).Should().Be(200);
        front.Protocols.Should().OnlyContain(spoken => spoken == protocol);
    }

    [Theory]
    [InlineData(Flaw.AnotherHost)]
    [InlineData(Flaw.Expired)]
    [InlineData(Flaw.NotYetValid)]
    [InlineData(Flaw.SelfSigned)]
    [InlineData(Flaw.AnotherAuthority)]
    [InlineData(Flaw.AnotherPurpose)]
    public async Task A_certificate_that_is_not_in_order_is_refused_and_nothing_is_sent(Flaw flaw)
    {
        using var another = new TestAuthority();
        var now = DateTimeOffset.UtcNow;
        using var certificate = flaw switch
        {
            Flaw.AnotherHost => _authority.Issue("dynamodb.eu-west-1.amazonaws.com"),
            Flaw.Expired => _authority.Issue(until: now.AddMinutes(-1)),
            Flaw.NotYetValid => _authority.Issue(from: now.AddHours(1)),
            Flaw.AnotherPurpose => _authority.Issue(purpose: TestAuthority.ClientAuthentication),
            Flaw.SelfSigned => TestAuthority.SelfSigned(),
            _ => another.Issue(),
        };
        await using var front = new TlsFront(tables.Server.Address, certificate);
        await using var function = await LoneFunction.StartAsync(Trusting(front, _authority));

        await ShouldBeRefusedAsync(function, front);
    }

    [Fact]
    public async Task Without_other_instructions_only_the_roots_beside_the_executable_are_trusted()
    {
        await using var front = new TlsFront(tables.Server.Address, _authority.Issue());
        var environment = tables.Server.FunctionEnvironment(front.Address);
        string copy = _folder.File("bootstrap");
        File.Copy(Repository.Bootstrap, copy);
        await File.WriteAllTextAsync(
            _folder.File("amazon-roots.pem"),
            _authority.Certificate.ExportCertificatePem()
        );

        await using (var function = await LoneFunction.StartAsync(environment))
        {
            await ShouldBeRefusedAsync(function, front);
        }

        await using var other = await LoneFunction.StartAsync(environment, copy);
        Status(await other.InvokeAsync(FunctionEvent.Http("GET", Api.Item("x")))).Should().Be(404);
    }

    [Fact]
    public async Task An_empty_instruction_is_none()
    {
        await using var front = new TlsFront(tables.Server.Address, _authority.Issue());
        var environment = tables.Server.FunctionEnvironment(front.Address);
        environment["SSL_CERT_FILE"] = "";
        environment["SSL_CERT_DIR"] = "";
        string copy = _folder.File("bootstrap");
        File.Copy(Repository.Bootstrap, copy);
        await File.WriteAllTextAsync(
            _folder.File("amazon-roots.pem"),
            _authority.Certificate.ExportCertificatePem()
        );

        await using var function = await LoneFunction.StartAsync(environment, copy);

        Status(await function.InvokeAsync(FunctionEvent.Http("GET", Api.Item("x")))).Should().Be(404);
    }

    /// <summary>
    /// Whoever answers could have the function call anything inside its network, before anybody has verified what
    /// they say.
    /// </summary>
    [Fact]
    public async Task A_certificate_does_not_make_the_function_call_an_address_that_stands_in_it()
    {
        using var intermediate = _authority.NewIntermediate();
        int calls = 0;
        await using var site = await LoopbackSite.StartAsync(context =>
        {
            Interlocked.Increment(ref calls);
            return context.Response.Body.WriteAsync(intermediate.Certificate.RawData).AsTask();
        });
        using var certificate = intermediate.Issue(issuerUrl: $"{site.Address}/intermediate.cer");
        await using var front = new TlsFront(tables.Server.Address, certificate);
        await using var function = await LoneFunction.StartAsync(Trusting(front, _authority));

        await ShouldBeRefusedAsync(function, front);

        calls.Should().Be(0);
    }

    [Fact]
    public async Task Connections_that_the_table_closes_between_calls_are_replaced()
    {
        await using var front = new TlsFront(tables.Server.Address, _authority.Issue());
        await using var function = await LoneFunction.StartAsync(Trusting(front, _authority));
        string[] calls = [Api.Item("x"), "/api/v1/items", Api.Item("x"), "/api/v1/items"];
        foreach (string path in calls)
        {
            var answer = await function.InvokeAsync(FunctionEvent.Http("GET", path));

            Status(answer).Should().Be(path == "/api/v1/items" ? 200 : 404);
            await front.CloseConnectionsAsync();
        }

        front.Handshakes.Should().BeGreaterThan(calls.Length, "there must have been connections to close");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static async Task ShouldBeRefusedAsync(LoneFunction function, TlsFront front)
    {
        var answer = await function.InvokeAsync(FunctionEvent.Http("POST", "/api/v1/items", body: Api.Mug));

        Status(answer).Should().Be(503, "the answer is {0}", answer.ToJsonString());
        front.Attempts.Should().BePositive();
        front.Received.Should().Be(0, "a request holds items and credentials");
        await Eventually.IsAsync(
            "the log says why",
            () =>
                function.Output.Any(line =>
                    line.Contains("\"level\":\"WARN\"", StringComparison.Ordinal)
                    && line.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                )
        );
        string.Join('\n', function.Output).Should().NotContain("Stoneware");
    }

    private static int Status(JsonNode answer) => (int)answer["statusCode"]!;

    private Dictionary<string, string> Trusting(TlsFront front, TestAuthority authority)
    {
        string file = _folder.File("authority.pem");
        File.WriteAllText(file, authority.Certificate.ExportCertificatePem());
        var environment = tables.Server.FunctionEnvironment(front.Address);
        environment["SSL_CERT_FILE"] = file;
        return environment;
    }
}
