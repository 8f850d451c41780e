using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Items.LocalHost.Tests;

/// <summary>The local host as a process that runs the scripted function.</summary>
internal static class ScriptedHost
{
    /// <summary>Path of the scripted function.</summary>
    public static string Bootstrap { get; } =
        Repository.PathTo("tests/Items.LocalHost.Tests/ScriptedFunction/bootstrap");

    /// <summary>Starts it on a free port.</summary>
    public static TestProcess Start(TestTemplate template, params string[] options) =>
        LocalHostProgram.Start([
            "--template",
            template.FilePath,
            "--port",
            "0",
            "--bootstrap",
            Bootstrap,
            "--lambda-log",
            .. options,
        ]);

    /// <summary>Waits until the host accepts connections.</summary>
    public static async Task<HttpClient> ClientAsync(this TestProcess host, TimeSpan? timeout = null) =>
        new() { BaseAddress = await host.ListeningAsync(timeout) };

    /// <summary>A client of the table server whose URL the host has printed.</summary>
    public static async Task<AmazonDynamoDBClient> TablesAsync(this TestProcess host)
    {
        string line = await host.StandardOutput.WaitForAsync(text => text.StartsWith("          at "));
        return Tables(new Uri(line.Trim()["at ".Length..].Split(',')[0]));
    }

    public static AmazonDynamoDBClient Tables(Uri url) =>
        new(
            new BasicAWSCredentials("any", "any"),
            new AmazonDynamoDBConfig { ServiceURL = url.ToString(), AuthenticationRegion = "us-east-1" }
        );
}
