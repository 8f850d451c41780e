using System.CommandLine;

namespace Items.ColdStart.Load;

/// <summary>The options of the mode <c>--steady</c>.</summary>
internal sealed class SteadyCommandLine
{
    private const int MinimumCalls = 1_000;
    private static readonly SteadyOptions Defaults = new();

    private readonly Option<bool> _steady = new("--steady")
    {
        Description = "Measure a function that has been running for a while",
    };

    private readonly Option<int> _calls = new("--calls")
    {
        Description = "To one sandbox, while its memory is watched",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Calls,
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "Of load, for each number of clients",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Time.TotalSeconds,
    };

    private readonly Option<string?> _function = new("--function")
    {
        Description = "Folder with the function's bootstrap; without it the repository's is published",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write the report into this file too",
        HelpName = "FILE",
    };

    private readonly RootCommand _command;

    public SteadyCommandLine()
    {
        _command = new RootCommand(
            "Measures the function behind the local host under a sustained load: latency, memory, allocation."
        )
        {
            _steady,
            _calls,
            _seconds,
            _function,
            _json,
        };
        _command.SetAction(
            (result, cancellationToken) =>
                SteadyState.RunAsync(ToOptions(result), Console.Out, cancellationToken)
        );
    }

    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(IReadOnlyList<string> arguments) =>
        LoadModes.InvokeAsync(_command.Parse(arguments), Problem);

    private SteadyOptions ToOptions(ParseResult result) =>
        new()
        {
            Calls = result.GetValue(_calls),
            Time = TimeSpan.FromSeconds(result.GetValue(_seconds)),
            Function = result.GetValue(_function),
            JsonFile = result.GetValue(_json),
        };

    private string? Problem(ParseResult result) =>
        result.Errors.Count > 0 ? result.Errors[0].Message
        : result.GetValue(_calls) < MinimumCalls ? $"--calls needs a whole number, {MinimumCalls} at least."
        : result.GetValue(_seconds) is not (> 0 and <= 86_400)
            ? "--seconds needs a number above zero, 86400 at most."
        : null;
}
