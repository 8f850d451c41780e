using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.EditLoop;

/// <summary>
/// A local host that watches a small function in C#, whose response has the text in its file <c>Version.cs</c>, and its
/// build.
/// </summary>
public sealed class WatchedFunction : IAsyncLifetime, IAsyncDisposable
{
    private const string Project = "src/Items.Api/Items.Api.csproj";
    private const string VersionFile = "src/Items.Api/Version.cs";

    private const string Program = """
        using System.Text.Json.Nodes;

        string api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation";
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        while (true)
        {
            using var next = await client.GetAsync($"{api}/next");
            var file = JsonNode.Parse(await next.Content.ReadAsStringAsync())!["queryStringParameters"]?["file"];
            while (file is not null && !File.Exists((string?)file))
            {
                await Task.Delay(5);
            }

            var response = new JsonObject
            {
                ["version"] = Version.Text,
                ["folder"] = Environment.GetEnvironmentVariable("LAMBDA_TASK_ROOT"),
            };
            string id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
            await client.PostAsync($"{api}/{id}/response", new StringContent(response.ToJsonString()));
        }
        """;

    // Its build waits while there is the file "hold".
    private const string ProjectText = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>bootstrap</AssemblyName>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <Target Name="Hold" BeforeTargets="BeforeBuild">
            <Exec Command="echo build >> ../../builds.txt; touch ../../building; while test -e ../../hold; do sleep 0.02; done" />
          </Target>
        </Project>
        """;

    private readonly TestTemplate _template = new(TestTemplate.Text(timeout: 900));
    private TestProcess? _host;

    internal HttpClient Client { get; private set; } = null!;

    internal TestProcess Host => _host ?? throw new InvalidOperationException("The host has not started.");

    /// <summary>Number of builds that have started.</summary>
    internal int Builds => File.ReadAllLines(Path.Combine(_template.Folder, "builds.txt")).Length;

    private bool IsBuilding => File.Exists(Path.Combine(_template.Folder, "building"));

    public async Task InitializeAsync()
    {
        _template.Write(Project, ProjectText);
        _template.Write("src/Items.Api/Program.cs", Program);
        Save("initial");
        _host = LocalHostProgram.Start([
            "--template",
            _template.FilePath,
            "--port",
            "0",
            "--ephemeral",
            "--watch",
        ]);
        Client = await _host.ClientAsync(TimeSpan.FromMinutes(10));
        Client.Timeout = TimeSpan.FromMinutes(15);
        DeleteMark();
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Client?.Dispose();
        _template.Dispose();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    /// <summary>
    /// Starts an invocation to which the function responds after <see cref="ReleaseInvocation"/>. A route of the API would
    /// wait 30 seconds at most, which is less than a build can take.
    /// </summary>
    /// <returns>The response.</returns>
    internal async Task<JsonNode> InvokeWaitingAsync()
    {
        var file = new JsonObject { ["file"] = _template.ReleaseFile };
        using var content = new StringContent(
            new JsonObject { ["queryStringParameters"] = file }.ToJsonString()
        );
        using var response = await Client.PostAsync("/_local/invoke", content);
        var result = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return JsonNode.Parse((string)result["response"]!)!;
    }

    internal void ReleaseInvocation() => _template.Release();

    /// <summary>Saves the function with another text in its response.</summary>
    internal void Save(string version) =>
        SaveSource($"internal static class Version\n{{\n    public const string Text = \"{version}\";\n}}\n");

    /// <param name="source">All of <c>src/Items.Api/Version.cs</c>.</param>
    internal void SaveSource(string source) => _template.Write(VersionFile, source);

    internal void TouchTemplate() =>
        File.SetLastWriteTimeUtc(_template.FilePath, DateTime.UtcNow.AddSeconds(1));

    internal async Task<JsonNode> GetAsync(string target = "/") =>
        JsonNode.Parse(await Client.GetStringAsync(target))!;

    internal async Task<string> VersionAsync() => (string)(await GetAsync())["version"]!;

    internal Task UntilServedAsync(string version) =>
        Wait.UntilAsync(
            $"version {version} is served",
            async () => await VersionAsync() == version,
            TimeSpan.FromMinutes(5)
        );

    /// <summary>Lets the next builds wait for <see cref="ReleaseBuild"/>.</summary>
    internal void HoldBuilds() => _template.Write("hold", "");

    internal void ReleaseBuild() => File.Delete(Path.Combine(_template.Folder, "hold"));

    /// <summary>Waits until a build has started since the start of the host or the last call.</summary>
    internal async Task UntilBuildingAsync()
    {
        await Wait.UntilAsync("a build has started", () => IsBuilding, TimeSpan.FromMinutes(5));
        DeleteMark();
    }

    private void DeleteMark() => File.Delete(Path.Combine(_template.Folder, "building"));
}
