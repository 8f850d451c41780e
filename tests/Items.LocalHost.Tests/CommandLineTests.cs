using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Lambda;

namespace Items.LocalHost.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestTemplate _template = new(TestTemplate.Text(tables: TestTemplate.Tables, timeout: 5));

    public void Dispose() => _template.Dispose();

    [Fact]
    public async Task A_port_in_use_is_one_error_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var host = LocalHostProgram.Start([
            "--template",
            _template.FilePath,
            "--ephemeral",
            "--port",
            $"{port}",
            "--bootstrap",
            ScriptedHost.Bootstrap,
        ]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .Equal(
                $"error: port {port} is in use; stop the program that listens on it or choose another with --port"
            );
    }

    [Fact]
    public async Task A_port_of_the_function_URL_in_use_is_one_error_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var template = new TestTemplate(QueueTemplate.Text());

        await using var host = ScriptedHost.Start(template, "--ephemeral", "--function-url-port", $"{port}");

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .Equal(
                $"error: port {port} is in use; stop the program that listens on it or choose another with "
                    + "--function-url-port"
            );
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
        "error: no DynamoDB-compatible server responds at http://127.0.0.1:9/ (option --dynamodb)",
        "--dynamodb",
        "http://127.0.0.1:9"
    )]
    [InlineData("error: cannot keep data in /proc/no/items.db: *", "--data", "/proc/no/items.db")]
    [InlineData("error: the table server does not start on /etc: *", "--data", "/etc")]
    [InlineData(
        "error: there is neither */function/bootstrap nor */src/Items.Api to publish it from; use --bootstrap"
    )]
    public async Task An_error_that_the_developer_can_correct_is_one_line_and_exit_code_1(
        string error,
        params string[] options
    )
    {
        string[] defaults =
        [
            .. options.Contains("--template") ? [] : new[] { "--template", _template.FilePath },
            .. options.Contains("--bootstrap") || options.Length == 0
                ? []
                : new[] { "--bootstrap", ScriptedHost.Bootstrap },
            .. options.Contains("--data") || options.Contains("--dynamodb") ? [] : new[] { "--ephemeral" },
        ];
        await using var host = LocalHostProgram.Start(["--port", "0", .. defaults, .. options]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should().ContainSingle().Which.Should().Match(error);
    }

    [Theory]
    [InlineData("error: --port needs a port number from 0 to 65535. Try --help.", "--port", "70000")]
    [InlineData("error: --port needs a port number from 0 to 65535. Try --help.", "--port", "abc")]
    [InlineData("error: --port needs a port number from 0 to 65535. Try --help.", "--port", "-1")]
    [InlineData("*--function-url-port needs a port number from 0 to 65535*", "--function-url-port", "x")]
    [InlineData("*--concurrency needs a whole number above zero*", "--concurrency", "x")]
    [InlineData("*--shards needs a whole number above zero*", "migrate", "--table", "t", "--shards", "x")]
    [InlineData("*'maybe'*", "--ephemeral=maybe")]
    [InlineData("*--parameter needs NAME=VALUE, not ListShards.*", "--parameter", "ListShards")]
    [InlineData("*--parameter A is given more than once*", "--parameter", "A=1", "--parameter", "A=2")]
    [InlineData("*--env needs NAME=VALUE, not =x.*", "--env", "=x")]
    [InlineData("*--env A-B: the name of a variable has letters*", "--env", "A-B=x")]
    [InlineData(
        "*--env AWS_LAMBDA_X: Lambda or the local host sets this variable*",
        "--env",
        "AWS_LAMBDA_X=1"
    )]
    [InlineData("*--env AWS_REGION: Lambda or the local host sets*", "--env", "AWS_REGION=eu-west-1")]
    [InlineData("*--webhook-secret needs whsec_ and*", "--webhook-secret", "secret")]
    [InlineData(
        "*--webhook-secret needs whsec_ and*",
        "--webhook-secret",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_!"
    )]
    [InlineData("*--webhook-secret needs whsec_ and*", "--webhook-secret", "whsec_")]
    [InlineData("*--port needs a port number from 1 to 65535*", "redrive", "--port", "0")]
    [InlineData("*--concurrency needs a whole number above zero*", "--concurrency", "0")]
    [InlineData("*--bootstrap excludes --managed and --watch*", "--managed", "--bootstrap", "x")]
    [InlineData("*--bootstrap excludes --managed and --watch*", "--watch", "--bootstrap", "x")]
    [InlineData("*--debug and --concurrency exclude each other*", "--debug", "--concurrency", "2")]
    [InlineData("*--dynamodb needs a URL*", "--dynamodb", "localhost:8000")]
    [InlineData("*exclude each other*", "--ephemeral", "--data", "x")]
    [InlineData("*--issuer needs a URL*", "--issuer", "cognito", "--audience", "x")]
    [InlineData("*--issuer and --audience must be used together*", "--issuer", "http://localhost:9229/pool")]
    [InlineData("*--issuer and --audience must be used together*", "--audience", "x")]
    [InlineData(
        "*--no-auth and --issuer exclude each other*",
        "--no-auth",
        "--issuer",
        "http://a",
        "--audience",
        "x"
    )]
    [InlineData("*'--nonsense'*", "--nonsense")]
    [InlineData("*--data needs a path*", "--data", "")]
    [InlineData("*--template needs a path*", "--template", "")]
    [InlineData(
        "*--dynamodb before migrate has no effect; its options follow it*",
        "--dynamodb",
        "http://127.0.0.1:9",
        "migrate",
        "--table",
        "t"
    )]
    [InlineData("*--port before redrive has no effect*", "--port", "4000", "redrive")]
    [InlineData("*--template before invoke has no effect*", "--template", "x.yaml", "invoke", "-")]
    public async Task Invalid_options_are_one_error_line_and_exit_code_2(
        string error,
        params string[] options
    )
    {
        await using var host = LocalHostProgram.Start(options);

        (await host.ExitCodeAsync()).Should().Be(2);
        host.StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("error: ")
            .And.Match(error)
            .And.NotContain("System.");
        host.StandardOutput.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        await using var host = LocalHostProgram.Start("--help");

        (await host.ExitCodeAsync()).Should().Be(0);
        string options =
            "--port --function-url-port --ephemeral --data --dynamodb --bootstrap --concurrency --template --parameter "
            + "--env --template-cors --issuer --audience --no-auth --webhook-secret --lambda-log --help migrate redrive";
        string.Join('\n', host.StandardOutput.All).Should().ContainAll(options.Split(' '));
    }

    [Fact]
    public async Task The_function_has_the_variables_of_the_command_line_besides_those_of_the_template()
    {
        await using var host = Start("--ephemeral", "--env", "GREETING=a=b", "--env", "OWN=");
        using var client = await host.ClientAsync();

        var environment = JsonNode.Parse(await client.GetStringAsync("/env"))!.AsObject();

        ((string?)environment["GREETING"]).Should().Be("a=b");
        ((string?)environment["OWN"]).Should().Be("");
        environment
            .Select(variable => variable.Key)
            .Except(["GREETING", "OWN"])
            .Should()
            .OnlyContain(
                name => SandboxEnvironment.FindNameError(name) != null,
                "no other variable can be overridden"
            );
    }

    [Fact]
    public async Task A_parameter_of_the_command_line_replaces_its_default()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        await using var host = ScriptedHost.Start(
            template,
            "--ephemeral",
            "--parameter",
            "Origin=http://chosen.example"
        );
        using var client = await host.ClientAsync();
        client.DefaultRequestHeaders.Add("origin", "http://chosen.example");

        using var response = await client.GetAsync("/");

        response.Headers.GetValues("access-control-allow-origin").Should().Equal("http://chosen.example");
    }

    [Fact]
    public async Task The_printed_curl_command_works_in_a_shell()
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();
        string curl = await host.StandardOutput.WaitForAsync(line => line.Contains("curl "));

        // A shell function in place of curl, which may not be installed, prints the arguments.
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
    public async Task The_printed_curl_command_has_a_token_when_the_API_needs_one()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        await using var host = ScriptedHost.Start(template, "--ephemeral");
        using var client = await host.ClientAsync();
        string curl = await host.StandardOutput.WaitForAsync(line => line.Contains("curl "));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/items/");
        request.Headers.Add("authorization", curl.Split("-H 'authorization: ")[1].Split('\'')[0]);
        using var response = await client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_issuers_key_is_stored_with_the_data()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        string data = Path.Combine(template.Folder, "items.db");
        string[] keys = new string[2];
        for (int i = 0; i < keys.Length; i++)
        {
            await using var host = ScriptedHost.Start(template, "--data", data);
            using var client = await host.ClientAsync();
            keys[i] = await client.GetStringAsync("/_local/.well-known/jwks.json");
        }

        keys[1].Should().Be(keys[0]);
        File.Exists($"{data}.issuer-key.pem").Should().BeTrue();
    }

    [Fact]
    public async Task Running_without_authorization_prints_a_warning()
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        await using var host = ScriptedHost.Start(template, "--ephemeral", "--no-auth");
        using var client = await host.ClientAsync();

        string warning = await host.StandardError.WaitForAsync(line => line.Contains("WARNING"));

        warning.Should().StartWith("WARNING", "a file or pipe gets no color codes");
        (await client.GetAsync("/items")).StatusCode.Should().Be(HttpStatusCode.OK);
        host.StandardOutput.All.Should().NotContain(line => line.Contains("Bearer"));
    }

    private TestProcess Start(params string[] options) => ScriptedHost.Start(_template, options);
}
