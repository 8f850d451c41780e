using System.Diagnostics;

namespace Items.ColdStart.Tests;

/// <summary>What a run of the tool has printed.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>The tool as users run it.</summary>
internal static class Tool
{
    /// <summary>Long, because the first run may publish the function.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Items.ColdStart.dll");

    /// <param name="trustedCertificates">A PEM file; null for the certificates of the system.</param>
    public static TestProcess Start(string? trustedCertificates, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]);
        if (trustedCertificates is not null)
        {
            start.Environment["SSL_CERT_FILE"] = trustedCertificates;
            start.Environment["SSL_CERT_DIR"] = "/nonexistent";
        }

        return new TestProcess(start);
    }

    public static Task<ToolResult> RunAsync(params IEnumerable<string> arguments) =>
        Start(trustedCertificates: null, arguments).EndAsync();

    /// <summary>Waits for the end of the tool.</summary>
    public static async Task<ToolResult> EndAsync(this TestProcess tool)
    {
        await using (tool)
        {
            int exitCode = await tool.ExitCodeAsync(Timeout);
            return new ToolResult(exitCode, tool.StandardOutput.Text, tool.StandardError.Text);
        }
    }

    /// <returns>The printed text without the spaces that align the columns of its tables.</returns>
    public static string WithoutAlignment(this string output) =>
        string.Join(
            '\n',
            output
                .Split('\n')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );
}
