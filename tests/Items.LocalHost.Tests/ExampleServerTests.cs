namespace Items.LocalHost.Tests;

/// <summary>The web server of the browser example, <c>docs/examples/serve.mjs</c>.</summary>
public sealed class ExampleServerTests
{
    [Theory]
    [InlineData("/%zz", 400)]
    [InlineData("//", 400)]
    [InlineData("/%00.html", 404)]
    [InlineData("/../serve.mjs", 404)]
    [InlineData("/..%2f..%2fpackage.json", 404)]
    public async Task An_invalid_path_does_not_end_the_server(string path, int status)
    {
        await using var server = new TestProcess("node", "docs/examples/serve.mjs", "0");
        string line = await server.StandardOutput.WaitForAsync(text => text.Contains("http://"));
        var address = new Uri(line.Split(' ')[^1]);

        string response = await RawHttp.SendAsync(
            address,
            $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"
        );

        response.Should().StartWith($"HTTP/1.1 {status}");
        using var client = new HttpClient();
        (await client.GetStringAsync(address)).Should().Contain("<html");
    }
}
