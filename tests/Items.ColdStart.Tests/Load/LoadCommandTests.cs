using System.Text.Json.Nodes;
using Items.ColdStart.Tables;
using Microsoft.AspNetCore.Http;

namespace Items.ColdStart.Tests.Load;

/// <summary>The tool as a process, against an API with TLS.</summary>
public sealed class LoadCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = TestCertificates.Create();

    [Fact]
    public async Task Loads_an_API_whose_certificate_is_trusted()
    {
        await using var api = await HttpServer.StartAsync(
            (_, context) => context.Response.WriteAsync(context.Request.Protocol),
            _certificates.Leaf
        );

        var result = await Tool.Start(
                TrustedCertificates(),
                $"--url=https://localhost:{api.Port}",
                "--requests=6",
                "--concurrency=2"
            )
            .EndAsync();

        result.Errors.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        result.Output.WithoutAlignment().Should().Contain("| 2 | 200 | 6 |");
        api.Connections.Should().BeInRange(1, 2);
    }

    [Fact]
    public async Task Does_not_count_handshakes_as_time_of_a_request()
    {
        string report = _folder.PathTo("report.json");
        await using var api = await HttpServer.StartAsync(
            (_, _) => Task.CompletedTask,
            _certificates.Leaf,
            handshakeDelay: TimeSpan.FromSeconds(2)
        );

        await Tool.Start(
                TrustedCertificates(),
                $"--url=https://localhost:{api.Port}",
                "--requests=1",
                "--concurrency=1",
                $"--json={report}"
            )
            .EndAsync();

        var result = JsonNode.Parse(await File.ReadAllTextAsync(report))!["results"]![0]!;
        double connect = (double)result["connects"]!["max"]!;
        connect.Should().BeGreaterThan(1_900);
        ((double)result["latency"]!["max"]!).Should().BePositive().And.BeLessThan(connect);
    }

    [Fact]
    public async Task Rejects_an_API_whose_certificate_is_not_trusted()
    {
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask, _certificates.Leaf);

        var result = await Tool.Start("/dev/null", $"--url=https://localhost:{api.Port}", "--requests=1")
            .EndAsync();

        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("certificate");
    }

    [Fact]
    public async Task Wrong_options_give_an_error_of_one_line()
    {
        var result = await Tool.RunAsync("--url=nowhere");

        result.ExitCode.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Errors.Trim().Should().StartWith("error: --url needs an address").And.NotContain("\n");
    }

    [Fact]
    public async Task Help_describes_every_mode()
    {
        var result = await Tool.RunAsync("--help");

        result.ExitCode.Should().Be(0);
        result
            .Output.Should()
            .ContainAll(
                "With --budget",
                "With --steady",
                "With --url",
                "With --tables",
                "--price-gb-second <USD>"
            );
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    /// <returns>The file with the certificates to trust.</returns>
    private string TrustedCertificates() => _folder.Write("trusted.pem", _certificates.Trusted);
}
