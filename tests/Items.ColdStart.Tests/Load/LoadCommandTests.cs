using System.Diagnostics;
using System.Text.Json;
using Items.ColdStart.Tables;
using Items.ColdStart.Tests.Reporting;
using Microsoft.AspNetCore.Http;

namespace Items.ColdStart.Tests.Load;

/// <summary>The tool as a process, against an API with TLS.</summary>
public sealed class LoadCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-load-");
    private readonly TestCertificates _certificates = TestCertificates.Create();

    [Fact]
    public async Task Loads_an_API_whose_certificate_is_trusted()
    {
        await using var api = await TimedApi.StartAsync(
            (_, context) => context.Response.WriteAsync(context.Request.Protocol),
            _certificates.Leaf
        );

        var (exitCode, output, errors) = await RunAsync(
            await TrustedAsync(),
            $"--url=https://localhost:{api.Port}",
            "--requests=6",
            "--concurrency=2"
        );

        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.WithoutAlignment().Should().Contain("| 2 | 200 | 6 |");
        api.Connections.Should().BeInRange(1, 2);
    }

    [Fact]
    public async Task Does_not_count_handshakes_as_time_of_a_request()
    {
        string report = Path.Combine(_folder.FullName, "report.json");
        await using var api = await TimedApi.StartAsync(
            (_, _) => Task.CompletedTask,
            _certificates.Leaf,
            handshake: TimeSpan.FromSeconds(2)
        );

        await RunAsync(
            await TrustedAsync(),
            $"--url=https://localhost:{api.Port}",
            "--requests=1",
            "--concurrency=1",
            $"--json={report}"
        );

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        var result = json.RootElement.GetProperty("results")[0];
        result.GetProperty("connects").GetProperty("max").GetDouble().Should().BeGreaterThan(1_900);
        result
            .GetProperty("latency")
            .GetProperty("max")
            .GetDouble()
            .Should()
            .BePositive()
            .And.BeLessThan(result.GetProperty("connects").GetProperty("max").GetDouble());
    }

    [Fact]
    public async Task Refuses_an_API_whose_certificate_is_not()
    {
        await using var api = await TimedApi.StartAsync((_, _) => Task.CompletedTask, _certificates.Leaf);

        var (exitCode, _, errors) = await RunAsync(
            "/dev/null",
            $"--url=https://localhost:{api.Port}",
            "--requests=1"
        );

        exitCode.Should().Be(1);
        errors.Should().Contain("certificate");
    }

    [Fact]
    public async Task Wrong_options_are_one_line()
    {
        var (exitCode, output, errors) = await RunAsync("/dev/null", "--url=nowhere");

        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        errors.Trim().Should().StartWith("error: --url needs an address").And.NotContain("\n");
    }

    [Fact]
    public async Task Help_has_every_mode()
    {
        var (exitCode, output, _) = await RunAsync("/dev/null", "--help");

        exitCode.Should().Be(0);
        output.Should().ContainAll("With --budget", "With --steady", "With --url", "--price-gb-second <USD>");
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <returns>The file with the certificates to trust.</returns>
    private async Task<string> TrustedAsync()
    {
        string file = Path.Combine(_folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(file, _certificates.Trusted);
        return file;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string trustedCertificates,
        params string[] arguments
    )
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "Items.ColdStart.dll");
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SSL_CERT_FILE"] = trustedCertificates, ["SSL_CERT_DIR"] = "/nowhere" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
