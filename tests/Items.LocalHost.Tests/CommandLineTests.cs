using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestTemplate _template = new(TestTemplate.Text(tables: TestTemplate.Tables, timeout: 5));

    public void Dispose() => _template.Dispose();

    [Fact]
    public async Task A_busy_port_is_one_clear_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var host = HostProcess.Start([
            "--template",
            _template.FilePath,
            "--ephemeral",
            "--port",
            $"{port}",
            .. HostProcess.Bootstrap,
        ]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Errors.All.Should()
            .Equal($"error: port {port} is in use; stop what listens there or choose another with --port");
    }

    [Theory]
    [InlineData("error: bootstrap /no/such/file does not exist", "--bootstrap", "/no/such/file")]
    [InlineData(
        "error: bootstrap /proc/version is not executable; try chmod +x /proc/version",
        "--bootstrap",
        "/proc/version"
    )]
    [InlineData("error: template /no/such/template does not exist", "--template", "/no/such/template")]
    [InlineData(
        "error: no DynamoDB-compatible server answers at http://127.0.0.1:9/ (option --dynamodb)",
        "--dynamodb",
        "http://127.0.0.1:9"
    )]
    [InlineData("error: cannot keep data in /proc/no/items.db: *", "--data", "/proc/no/items.db")]
    [InlineData("error: the table server does not start on /etc: *", "--data", "/etc")]
    [InlineData(
        "error: there is neither */function/bootstrap nor */src/Items.Api to publish it from; use --bootstrap"
    )]
    public async Task What_the_developer_can_put_right_is_one_line_and_exit_code_1(
        string error,
        params string[] options
    )
    {
        string[] defaults =
        [
            .. options.Contains("--template") ? [] : new[] { "--template", _template.FilePath },
            .. options.Contains("--bootstrap") || options.Length == 0 ? [] : HostProcess.Bootstrap,
            .. options.Contains("--data") || options.Contains("--dynamodb") ? [] : new[] { "--ephemeral" },
        ];
        using var host = HostProcess.Start(["--port", "0", .. defaults, .. options]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Errors.All.Should().ContainSingle().Which.Should().Match(error);
    }

    [Theory]
    [InlineData("*--port*", "--port", "70000")]
    [InlineData("*'x'*", "--port", "x")]
    [InlineData("*--concurrency needs a whole number above zero*", "--concurrency", "0")]
    [InlineData("*--dynamodb needs a URL*", "--dynamodb", "localhost:8000")]
    [InlineData("*exclude each other*", "--ephemeral", "--data", "x")]
    [InlineData("*--issuer needs a URL*", "--issuer", "cognito", "--audience", "x")]
    [InlineData("*--issuer and --audience need each other*", "--issuer", "http://localhost:9229/pool")]
    [InlineData("*--issuer and --audience need each other*", "--audience", "x")]
    [InlineData(
        "*--no-auth and --issuer exclude each other*",
        "--no-auth",
        "--issuer",
        "http://a",
        "--audience",
        "x"
    )]
    [InlineData("*'--nonsense'*", "--nonsense")]
    public async Task Wrong_options_are_one_line_and_exit_code_2(string error, params string[] options)
    {
        using var host = HostProcess.Start(options);

        (await host.ExitCodeAsync()).Should().Be(2);
        host.Errors.All.Should().ContainSingle().Which.Should().StartWith("error: ").And.Match(error);
        host.Output.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        using var host = HostProcess.Start("--help");

        (await host.ExitCodeAsync()).Should().Be(0);
        string help = string.Join('\n', host.Output.All);
        help.Should()
            .ContainAll(
                "--port",
                "--ephemeral",
                "--data",
                "--dynamodb",
                "--bootstrap",
                "--concurrency",
                "--template",
                "--issuer",
                "--audience",
                "--no-auth",
                "--help"
            );
    }

    [Fact]
    public async Task The_curl_line_works_when_pasted()
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();
        string curl = await host.Output.WaitForAsync(line => line.Contains("curl "));

        // The shell takes the line apart as it would for curl, which need not be installed.
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"curl() {{ printf '%s\\n' \"$@\"; }}; {curl.Trim()}"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        string[] words = (await shell.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n');
        words.Should().HaveCount(6);
        (words[0], words[2], words[3], words[4])
            .Should()
            .Be(("-i", "-H", "content-type: application/json", "-d"));

        using var content = new StringContent(words[5], Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(words[1], content);
        var received = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        ((string?)received["rawPath"]).Should().Be("/api/v1/items/");
        ((bool)received["isBase64Encoded"]!).Should().BeFalse();
        JsonNode.Parse((string)received["body"]!)!["price"]!.GetValue<decimal>().Should().BePositive();
    }

    [Fact]
    public async Task A_curl_line_with_a_token_is_printed_where_one_is_needed()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        using var host = HostProcess.StartScripted(template, "--ephemeral");
        using var client = await host.ListeningAsync();
        string curl = await host.Output.WaitForAsync(line => line.Contains("curl "));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/items/");
        request.Headers.Add("authorization", curl.Split("-H 'authorization: ")[1].Split('\'')[0]);
        using var response = await client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_issuers_key_outlives_a_restart_as_the_data_does()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        string data = Path.Combine(template.Folder, "items.db");
        string[] keys = new string[2];
        for (int i = 0; i < keys.Length; i++)
        {
            using var host = HostProcess.StartScripted(template, "--data", data);
            using var client = await host.ListeningAsync();
            keys[i] = await client.GetStringAsync("/_local/.well-known/jwks.json");
        }

        keys[1].Should().Be(keys[0]);
        File.Exists($"{data}.issuer-key.pem").Should().BeTrue();
    }

    [Fact]
    public async Task Running_open_is_said_in_red()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        using var host = HostProcess.StartScripted(template, "--ephemeral", "--no-auth");
        using var client = await host.ListeningAsync();

        string warning = await host.Errors.WaitForAsync(line => line.Contains("WARNING"));

        warning.Should().StartWith("\e[31m").And.EndWith("\e[0m");
        (await client.GetAsync("/items")).StatusCode.Should().Be(HttpStatusCode.OK);
        host.Output.All.Should().NotContain(line => line.Contains("Bearer"));
    }

    private HostProcess Start(params string[] options) => HostProcess.StartScripted(_template, options);
}
