using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Books.Tests;

/// <summary>The native function behind the local host, with tables in memory, and a client with a token.</summary>
public sealed class ApiFixture : IAsyncLifetime, IDisposable
{
    private const string Listening = "Listening on ";

    /// <summary>The first start publishes the function.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    private readonly Process _host = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "NativeLambda.LocalHost.dll");
        _host.StartInfo = new ProcessStartInfo("dotnet", [program, "--port", "0", "--ephemeral"])
        {
            // It uses template.yaml of the nearest folder above.
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _host.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _host.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        Client.BaseAddress = await _url.Task.WaitAsync(StartTimeout);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await GetTokenAsync()
        );
    }

    public async Task DisposeAsync()
    {
        // Its children end with it.
        _host.Kill();
        await _host.WaitForExitAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        _host.Dispose();
    }

    private void OnOutput(string? line)
    {
        OnLine(line);
        if (line is null)
        {
            _url.TrySetException(new InvalidOperationException($"The local host ended:\n{_output}"));
        }
        else if (line.StartsWith(Listening, StringComparison.Ordinal))
        {
            _url.TrySetResult(new Uri(line[Listening.Length..]));
        }
    }

    private void OnLine(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private async Task<string> GetTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_local/oauth2/token");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String("local-service:local-secret"u8)
        );
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var response = await Client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        return (string)JsonNode.Parse(body)!["access_token"]!;
    }
}
