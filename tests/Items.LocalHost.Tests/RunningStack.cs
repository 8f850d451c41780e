using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

/// <summary>The whole local host in this process, on a free port, around the scripted function.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private readonly TestTemplate _template;
    private readonly LocalStack _stack;

    private RunningStack(TestTemplate template, LocalStack stack, LogLines output, LogLines errors)
    {
        _template = template;
        _stack = stack;
        Output = output;
        Errors = errors;
        Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{stack.Port}") };
    }

    public HttpClient Client { get; }

    public LogLines Output { get; }

    public LogLines Errors { get; }

    public int Port => _stack.Port;

    public static async Task<RunningStack> StartAsync(
        string? template = null,
        Func<HostOptions, HostOptions>? with = null
    )
    {
        var file = new TestTemplate(template ?? TestTemplate.Text());
        var output = new LogLines();
        var errors = new LogLines();
        var options = new HostOptions
        {
            Port = 0,
            Ephemeral = true,
            Bootstrap = Repository.ScriptedFunction,
            Template = file.FilePath,
        };
        try
        {
            var stack = await LocalStack.StartAsync(
                with?.Invoke(options) ?? options,
                output,
                errors,
                CancellationToken.None
            );
            return new RunningStack(file, stack, output, errors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The JSON that the scripted function answers to a GET.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.IsSuccessStatusCode.Should().BeTrue($"{path} answered {response.StatusCode}");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Posts <paramref name="payload"/> as what the function is to hand to the gateway, byte for byte.</summary>
    public Task<HttpResponseMessage> AnswerWithAsync(string payload) =>
        Client.PostAsync(
            "/raw",
            new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"))
        );

    public async Task<int> ProcessIdAsync() => (int)(await GetAsync("/whoami"))["pid"]!;

    /// <summary>Sends the text as it is; HttpClient would tidy up what these tests are about.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The event that the function got for this request target.</summary>
    public async Task<JsonNode> EventOfAsync(string target)
    {
        string response = await SendAsync(
            $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );
        return JsonNode.Parse(response.Split("\r\n\r\n", 2)[1])!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stack.DisposeAsync();
        await Output.DisposeAsync();
        await Errors.DisposeAsync();
        _template.Dispose();
    }
}

/// <summary>One stack for all tests of a class that leave it as they found it.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private RunningStack? _stack;

    internal RunningStack Stack => _stack!;

    public async Task InitializeAsync() => _stack = await RunningStack.StartAsync();

    public async Task DisposeAsync() => await _stack!.DisposeAsync();
}
