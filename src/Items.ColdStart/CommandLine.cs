using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Items.ColdStart.Modes;
using Items.LocalHost;

namespace Items.ColdStart;

/// <summary>The modes and options of <c>dotnet run -c Release --project src/Items.ColdStart -- …</c>.</summary>
internal sealed class CommandLine
{
    // The default mode is the last.
    private readonly Mode[] _modes;
    private readonly RootCommand _command;

    public CommandLine()
    {
        var shared = new SharedOptions();
        ColdStart = new ColdStartMode(shared);
        Load = new LoadMode(shared);
        _modes = [new BudgetMode(shared), new SteadyMode(shared), Load, new TablesMode(shared), ColdStart];
        _command = new RootCommand(Describe());
        foreach (var option in _modes.Reverse().SelectMany(mode => mode.Options).Distinct())
        {
            _command.Options.Add(option);
        }

        _command.SetAction((result, cancellationToken) => Chosen(result).RunAsync(result, cancellationToken));
    }

    internal ColdStartMode ColdStart { get; }

    internal LoadMode Load { get; }

    /// <returns>
    /// Exit code: 0 success, 1 error, over budget or growing memory, 2 wrong options, 130 interrupted.
    /// </returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        var result = Parse(arguments);
        if (Problem(result) is { } problem)
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

    internal ParseResult Parse(IReadOnlyList<string> arguments) => _command.Parse(arguments);

    /// <returns>An error message about the options, or null.</returns>
    internal string? Problem(ParseResult result)
    {
        if (result.Action is HelpAction)
        {
            return null;
        }

        if (result.Errors is [var error, ..])
        {
            // The parser's own message has the name of a .NET type.
            return error.SymbolResult is OptionResult { Tokens: [var token] } wrong
                ? $"{wrong.Option.Name} cannot be '{token.Value}'."
                : error.Message;
        }

        // For example, "$FOLDER" in a script where the variable is not set.
        if (_command.Options.FirstOrDefault(it => IsEmpty(it, result)) is { } empty)
        {
            return $"{empty.Name} is given an empty value.";
        }

        var mode = Chosen(result);
        return
            _command.Options.FirstOrDefault(it => IsGiven(it, result) && !IsFor(it, mode)) is { } unexpected
            ? Explain(unexpected, mode)
            : mode.Problem(result);
    }

    private Mode Chosen(ParseResult result) =>
        _modes.First(mode => mode.Choice is not { } choice || IsGiven(choice, result));

    private string Explain(Option unexpected, Mode mode) =>
        mode.Choice is { } choice
            ? $"{unexpected.Name} cannot be combined with {choice.Name}."
            : $"{unexpected.Name} needs {string.Join(" or ", _modes.Where(it => it.Options.Contains(unexpected)).Select(it => it.Choice!.Name))}.";

    private string Describe() =>
        "Measures cold starts, latency and cost of the function.\n\n"
        + string.Join(
            "\n\n",
            _modes
                .Reverse()
                .Select(mode =>
                    $"{(mode.Choice is { } choice ? $"With {choice.Name} it" : "It")} {mode.Purpose}. "
                    + $"Options: {string.Join(' ', mode.Options.Where(it => it != mode.Choice).Select(it => it.Name))}"
                )
        );

    /// <summary>--help and --version belong to no mode and are always allowed.</summary>
    private bool IsFor(Option option, Mode mode) =>
        mode.Options.Contains(option) || !_modes.Any(it => it.Options.Contains(option));

    private static bool IsGiven(Option option, ParseResult result) =>
        result.GetResult(option) is { Implicit: false };

    private static bool IsEmpty(Option option, ParseResult result) =>
        result.GetResult(option)?.Tokens.Any(token => token.Value.Length == 0) ?? false;
}
