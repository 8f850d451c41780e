using System.CommandLine;
using System.CommandLine.Help;
using Items.ColdStart.Modes;
using Items.LocalHost;

namespace Items.ColdStart;

/// <summary>The modes and options of <c>dotnet run -c Release --project src/Items.ColdStart -- …</c>.</summary>
internal static class CommandLine
{
    // The default mode is the last.
    private static readonly Mode[] Modes =
    [
        BudgetMode.Mode,
        GoalsMode.Mode,
        SteadyMode.Mode,
        LoadMode.Mode,
        TablesMode.Mode,
        BulkMode.Mode,
        ColdStartMode.Mode,
    ];

    private static readonly RootCommand Command = Create();

    /// <returns>
    /// Exit code: 0 success, 1 error, over budget or growing memory, 2 wrong options, 130 interrupted.
    /// </returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var result = Parse(arguments);
        if (FindProblem(result) is { } problem)
        {
            await Console.Error.WriteLineAsync($"error: {problem} Try --help.");
            return 2;
        }

        try
        {
            // After Ctrl-C child processes have to end, which may take longer than the default of 2 seconds.
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        // For example, files of an earlier run as root cannot be overwritten.
        catch (Exception error) when (error is HostError or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }

    internal static ParseResult Parse(params IReadOnlyList<string> arguments) => Command.Parse(arguments);

    /// <returns>An error message about the options, or null.</returns>
    internal static string? FindProblem(ParseResult result)
    {
        if (result.Action is HelpAction)
        {
            return null;
        }

        Option[] given = [.. Command.Options.Where(it => IsGiven(it, result))];
        // For example, "$FOLDER" in a script where the variable is not set.
        if (
            given.FirstOrDefault(it => result.GetResult(it)!.Tokens.Any(token => token.Value == "")) is
            { } empty
        )
        {
            return $"{empty.Name} is given an empty value.";
        }

        var mode = Chosen(result);
        return result.Errors is [var error, ..] ? error.Message
            : given.FirstOrDefault(it => !IsFor(it, mode)) is { } unexpected ? Explain(unexpected, mode)
            : mode.FindProblem(result);
    }

    private static RootCommand Create()
    {
        var described = Modes.Reverse().ToList();
        var command = new RootCommand(
            "Measures cold starts, latency and cost of the function.\n\n"
                + string.Join("\n\n", described.Select(Describe))
        );
        foreach (var option in described.SelectMany(OptionsOf).Distinct())
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellationToken) => Chosen(result).RunAsync(result, cancellationToken));
        return command;
    }

    private static string Describe(Mode mode) =>
        $"{(mode.Choice is { } choice ? $"With {choice.Name} it" : "It")} {mode.Purpose}. "
        + $"Options: {string.Join(' ', mode.Options.Select(it => it.Name))}";

    private static Mode Chosen(ParseResult result) =>
        Modes.First(mode => mode.Choice is not { } choice || IsGiven(choice, result));

    private static string Explain(Option unexpected, Mode mode) =>
        mode.Choice is { } choice
            ? $"{unexpected.Name} cannot be combined with {choice.Name}."
            : $"{unexpected.Name} needs {string.Join(" or ", Modes.Where(it => it.Options.Contains(unexpected)).Select(it => it.Choice!.Name))}.";

    /// <summary>--help and --version belong to no mode and are always allowed.</summary>
    private static bool IsFor(Option option, Mode mode) =>
        OptionsOf(mode).Contains(option) || !Modes.SelectMany(OptionsOf).Contains(option);

    private static IEnumerable<Option> OptionsOf(Mode mode) =>
        mode.Choice is { } choice ? mode.Options.Prepend(choice) : mode.Options;

    private static bool IsGiven(Option option, ParseResult result) =>
        result.GetResult(option) is { Implicit: false };
}
