using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Items.ColdStart.Tests.Load;

/// <summary>What the tool prints while and after it loads an API.</summary>
public sealed partial class LoadOutputTests : IDisposable
{
    private const string Token = "e30.c2VjcmV0.c2lnbmF0dXJl";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(200, 0)]
    [InlineData(401, 1)]
    public async Task The_token_is_sent_and_is_in_no_output(int status, int exitCode)
    {
        List<string> received = [];
        await using var api = await HttpServer.StartAsync(
            (_, context) =>
            {
                received.Add(context.Request.Headers.Authorization.ToString());
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );

        var result = await RunAsync(
            Token,
            $"--url={api.Address}",
            "--requests=8",
            "--concurrency=1",
            $"--json={_folder.PathTo("report.json")}"
        );

        result.ExitCode.Should().Be(exitCode, result.Errors);
        received.Distinct().Should().Equal($"Bearer {Token}");
        string files = string.Concat(Directory.GetFiles(_folder.FullPath).Select(File.ReadAllText));
        (result.Output + result.Errors + files).Should().NotContain(Token).And.NotContain("c2VjcmV0");
    }

    [Theory]
    [InlineData("two words", "https://localhost", "ITEMS_TOKEN has a character that no token has")]
    [InlineData(Token, "http://192.0.2.1", "ITEMS_TOKEN is not sent over http to another machine")]
    public async Task A_token_that_cannot_be_sent_is_an_error_that_does_not_contain_it(
        string token,
        string url,
        string message
    )
    {
        var result = await RunAsync(token, $"--url={url}", "--requests=1");

        result.ExitCode.Should().Be(2);
        result.Errors.Should().Contain(message).And.NotContain(token);
    }

    [Fact]
    public async Task A_terminal_shows_a_live_line()
    {
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask);

        // The program script gives the tool a terminal.
        string tool = $"dotnet '{Tool.Program}' --url={api.Address} --seconds=60 --concurrency=1";
        await using var terminal = new TestProcess("script", "-qec", tool, "/dev/null");

        await terminal.Output.WaitForAsync(LiveLine().IsMatch);
    }

    [Fact]
    public async Task Redirected_output_has_no_live_line()
    {
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask);

        var result = await RunAsync(Token, $"--url={api.Address}", "--seconds=1.5", "--concurrency=1");

        result.Errors.Should().BeEmpty();
        result.Output.Should().NotContain("errors 0").And.NotContain("\e");
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(
        @"\e\[K[\d,]+ responses/s  p50 [\d.,]+ ms  p99 [\d.,]+ ms  errors 0$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex LiveLine();

    private static Task<ToolResult> RunAsync(string token, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool.Program, .. arguments]);
        start.Environment["ITEMS_TOKEN"] = token;
        return new TestProcess(start).EndAsync();
    }
}
