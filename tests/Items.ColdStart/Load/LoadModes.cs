using System.CommandLine;
using System.CommandLine.Help;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>The modes of the tool that are about calls, not about starts: <c>--url</c> and <c>--steady</c>.</summary>
internal static class LoadModes
{
    private static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(30);

    /// <returns>What runs the mode and gives its exit code; null when the arguments ask for none.</returns>
    public static Func<Task<int>>? For(string[] arguments) =>
        Has(arguments, "--url") ? () => new LoadCommandLine().RunAsync(arguments)
        : Has(arguments, "--steady") ? () => new SteadyCommandLine().RunAsync(arguments)
        : null;

    /// <param name="problem">What is wrong with the options; null when nothing is.</param>
    /// <returns>Exit code: 0 measured, 1 could not, 2 wrong options, 130 stopped.</returns>
    internal static async Task<int> InvokeAsync(ParseResult result, Func<ParseResult, string?> problem)
    {
        if (result.Action is not HelpAction && problem(result) is { } wrong)
        {
            await Console.Error.WriteLineAsync($"error: {wrong} Try --help.");
            return 2;
        }

        try
        {
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = CleaningUp,
                }
            );
        }
        catch (HostError error)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            // As a shell reports a program that Ctrl-C has ended.
            return 130;
        }
    }

    private static bool Has(string[] arguments, string option) =>
        arguments.Any(it => it == option || it.StartsWith(option + "=", StringComparison.Ordinal));
}
