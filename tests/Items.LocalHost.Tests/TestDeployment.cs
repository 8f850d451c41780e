using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

/// <summary>A local deployment of the scripted function in this process, on a free port.</summary>
internal sealed class TestDeployment : IAsyncDisposable
{
    private readonly LocalDeployment _deployment;

    private TestDeployment(
        TestTemplate template,
        LocalDeployment deployment,
        LineRecorder output,
        LineRecorder errors
    )
    {
        Template = template;
        _deployment = deployment;
        Output = output;
        Errors = errors;
        Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{deployment.Port}") };
    }

    public TestTemplate Template { get; }

    public HttpClient Client { get; }

    public LineRecorder Output { get; }

    public LineRecorder Errors { get; }

    public int Port => _deployment.Port;

    /// <summary>The function URL, which the template must have.</summary>
    public Uri FunctionUrl => new($"http://localhost:{_deployment.FunctionUrlPort!.Value}");

    public static async Task<TestDeployment> StartAsync(
        string? template = null,
        Func<HostOptions, HostOptions>? with = null
    )
    {
        var file = new TestTemplate(template ?? TestTemplate.Text());
        var output = new LineRecorder();
        var errors = new LineRecorder();
        var options = new HostOptions
        {
            Port = 0,
            Ephemeral = true,
            Bootstrap = ScriptedHost.Bootstrap,
            Template = file.FilePath,
            InitLimit = TimeSpan.FromMinutes(1),
            LambdaLog = true,
        };
        try
        {
            var deployment = await LocalDeployment.StartAsync(
                with?.Invoke(options) ?? options,
                output,
                errors,
                CancellationToken.None
            );
            return new TestDeployment(file, deployment, output, errors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Waits until this many invocations have started (START) or ended (REPORT).</summary>
    public Task<string> WaitForInvocationsAsync(string kind, int count) =>
        Output.WaitForAsync(_ => Output.All.Count(line => line.StartsWith(kind)) == count);

    /// <summary>The scripted function's JSON response to a GET.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.IsSuccessStatusCode.Should().BeTrue($"{path} returned {response.StatusCode}");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Makes the function return <paramref name="payload"/> to the gateway.</summary>
    public Task<HttpResponseMessage> RespondWithAsync(string payload) =>
        Client.PostAsync(
            "/raw",
            new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"))
        );

    public async Task<int> ProcessIdAsync() => (int)(await GetAsync("/whoami"))["pid"]!;

    /// <summary>Sends the text unchanged; HttpClient would normalize it.</summary>
    /// <param name="headers">Lines, each with its end.</param>
    /// <param name="host">The Host header; the right one unless given.</param>
    public Task<string> SendAsync(
        string target,
        string method = "GET",
        string headers = "",
        string body = "",
        string? host = null
    ) =>
        RawHttp.SendAsync(
            Client.BaseAddress!,
            $"{method} {target} HTTP/1.1\r\nHost: {host ?? Client.BaseAddress!.Authority}\r\n"
                + $"Connection: close\r\n{headers}\r\n{body}"
        );

    /// <summary>The function's event for this request target.</summary>
    public async Task<JsonNode> EventOfAsync(string target)
    {
        string response = await SendAsync(target);
        return JsonNode.Parse(response.Split("\r\n\r\n", 2)[1])!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _deployment.DisposeAsync();
        await Output.DisposeAsync();
        await Errors.DisposeAsync();
        Template.Dispose();
    }
}

/// <summary>One deployment for all tests of a class that do not change it.</summary>
public class DeploymentFixture : IAsyncLifetime
{
    internal TestDeployment Deployment { get; private set; } = null!;

    internal HttpClient Client => Deployment.Client;

    protected virtual string Template => TestTemplate.Text();

    public async Task InitializeAsync() => Deployment = await TestDeployment.StartAsync(Template);

    public async Task DisposeAsync() => await Deployment.DisposeAsync();
}

/// <summary>A deployment with a user pool.</summary>
public sealed class ProtectedDeploymentFixture : DeploymentFixture
{
    internal IssuerClient Issuer => new(Deployment);

    protected override string Template => ProtectedTemplate.Text();
}
