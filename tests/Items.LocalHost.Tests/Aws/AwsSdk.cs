using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Aws;

/// <summary>AWS's SDK for Python.</summary>
internal static class AwsSdk
{
    /// <param name="command">A function of <c>aws_sdk.py</c>.</param>
    public static async Task<JsonNode> CallAsync(Uri url, string command)
    {
        string script = Repository.PathTo("tests/Items.LocalHost.Tests/Aws/aws_sdk.py");
        return JsonNode.Parse(await TestProcess.RunAsync("python3", script, url.ToString(), command))!;
    }
}
