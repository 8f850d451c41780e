using System.Diagnostics;
using Items.LocalHost.Requests;

namespace Items.LocalHost.Tests.Requests;

public sealed class RequestTerminalTests : IAsyncDisposable
{
    private static readonly RequestSummary Request = new(
        Id: "id",
        Time: new DateTimeOffset(2026, 11, 21, 18, 45, 53, TimeSpan.Zero),
        Method: "GET",
        Path: "/items?q=1",
        Status: 200,
        Milliseconds: 12.34,
        Cold: false,
        Sandbox: 17,
        Reasons: []
    );

    private readonly LineRecorder _output = new();

    [Fact]
    public void A_request_is_one_line()
    {
        var terminal = Terminal(TerminalColors.None);

        terminal.Write(Request);
        terminal.Write(Request with { Status = 500, Cold = true, Reasons = ["one", "two"] });
        terminal.Write(Request with { Status = null });

        string time = $"{Request.Time.ToLocalTime():HH:mm:ss}";
        _output
            .All.Should()
            .Equal(
                $"{time} 200     12.3 ms GET     /items",
                $"{time} 500     12.3 ms GET     /items cold  one; two",
                $"{time} ---     12.3 ms GET     /items"
            );
    }

    [Theory]
    [InlineData(201, "\e[32m201\e[0m")]
    [InlineData(304, "\e[36m304\e[0m")]
    [InlineData(404, "\e[33m404\e[0m")]
    [InlineData(503, "\e[31m503\e[0m")]
    public void The_status_has_the_color_of_its_class(int status, string colored)
    {
        Terminal(new TerminalColors(isEnabled: true)).Write(Request with { Status = status });

        _output.Text.Should().Contain(colored);
    }

    [Fact]
    public void Control_characters_of_a_request_are_not_sent_to_the_terminal()
    {
        Terminal(TerminalColors.None)
            .Write(Request with { Method = "\e[2J", Path = "/\e]0;x\a", Reasons = ["the origin \e[31mx"] });

        _output.Text.Should().NotContain("\e").And.NotContain("\a");
    }

    [Theory]
    [InlineData("""{"level":"INFO","message":"an information"}""", "")]
    [InlineData("""{"level":"WARN","message":"a warning"}""", "         WARN a warning")]
    [InlineData(
        """{"level":"ERROR","message":"an error","exception":"X: y\n   at Z()"}""",
        "         ERROR an error\n         X: y\n            at Z()"
    )]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"A"}]}]},"A":1}""", "")]
    [InlineData("""{"other":1}""", """{"other":1}""")]
    [InlineData("{not JSON", "{not JSON")]
    [InlineData("plain text", "plain text")]
    public void Only_warnings_errors_and_plain_lines_of_the_function_are_printed(string line, string printed)
    {
        Terminal(TerminalColors.None).Write(LogLine.Parse(line));

        _output.Text.Should().Be(printed);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task A_terminal_gets_colors_unless_NO_COLOR_is_set(string? noColor, bool hasColors)
    {
        using var template = new TestTemplate(ProtectedTemplate.Text());
        // script(1) runs the host on a terminal of its own.
        string command =
            $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Items.LocalHost.dll")}' --template '{template.FilePath}' "
            + $"--port 0 --ephemeral --no-auth --bootstrap '{ScriptedHost.Bootstrap}'";
        var start = new ProcessStartInfo(
            "script",
            ["--quiet", "--return", "--command", command, "/dev/null"]
        );
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        if (noColor is not null)
        {
            start.Environment["NO_COLOR"] = noColor;
        }

        await using var host = new TestProcess(start);
        using var client = await host.ClientAsync();
        using var response = await client.GetAsync("/whoami");

        string line = await host.StandardOutput.WaitForAsync(text => text.Contains("/whoami"));
        string warning = await host.StandardOutput.WaitForAsync(text => text.Contains("WARNING"));
        line.Contains("\e[32m200\e[0m").Should().Be(hasColors);
        warning.Contains("\e[31m").Should().Be(hasColors);
        (line + warning).Contains('\e').Should().Be(hasColors);
    }

    public async ValueTask DisposeAsync() => await _output.DisposeAsync();

    private RequestTerminal Terminal(TerminalColors colors) =>
        new(_output, TextWriter.Null, colors, lambdaLog: false);
}
