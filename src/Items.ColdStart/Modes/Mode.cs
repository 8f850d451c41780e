using System.CommandLine;

namespace Items.ColdStart.Modes;

/// <summary>A measurement that the tool offers.</summary>
/// <param name="Choice">The option that chooses the mode; null for the default mode.</param>
/// <param name="Purpose">For --help, after "it".</param>
/// <param name="Options">Those beside <paramref name="Choice"/>.</param>
/// <param name="RunAsync">Returns the exit code.</param>
internal sealed record Mode(
    Option? Choice,
    string Purpose,
    IReadOnlyList<Option> Options,
    Func<ParseResult, CancellationToken, Task<int>> RunAsync
)
{
    /// <summary>Returns an error message about options that are valid each but not together, or null.</summary>
    public Func<ParseResult, string?> FindProblem { get; init; } = _ => null;
}
