using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>Options of more than one mode.</summary>
internal static class SharedOptions
{
    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(10);

    public static readonly Option<string[]> Function = new("--function")
    {
        Description =
            "Measure this build instead of publishing src/Items.Api; repeat it to compare cold starts of builds",
        HelpName = "[NAME=]FOLDER",
    };

    public static readonly Option<int?> Rounds = OptionFactory.Number(
        "--rounds",
        "Starts of each contestant, after one that is dropped",
        fallback: new MeasureOptions().Rounds
    );

    public static readonly Option<int?> Calls = OptionFactory.Number(
        "--calls",
        $"Warm calls after every start (default: {new MeasureOptions().Calls}); --steady: calls to one sandbox while its memory is sampled (default: {SteadyMode.DefaultCalls})"
    );

    public static readonly Option<int?> Memory = OptionFactory.Number(
        "--memory",
        $"Limit sandboxes, from their first next on, to the share of a CPU that Lambda gives to this memory; --url: MemorySize of the function, for the cost (default: {LoadOptions.DefaultMemory})",
        128,
        10_240,
        "MB"
    );

    public static readonly Option<TimeSpan?> Seconds = OptionFactory.Create<TimeSpan?>(
        "--seconds",
        "N",
        $"Duration of the load, for each number of clients (default: {DefaultTime.TotalSeconds}; --url: none if --requests is given); --tables: of the creates, with and without a key each",
        "a number above zero, 86400 at most",
        text =>
            double.TryParse(text, out double seconds) && seconds is > 0 and <= 86_400
                ? TimeSpan.FromSeconds(seconds)
                : null
    );

    public static readonly Option<int?> Requests = OptionFactory.Number(
        "--requests",
        $"Total for each number of clients; with --seconds the limit that is reached first; --tables: of each page (default: {TablesMode.DefaultRequests}); --bulk: imports (default: {BulkMode.DefaultImports})"
    );

    // Checked before the measurement, which takes minutes.
    public static readonly Option<string?> Json = OptionFactory.Create<string?>(
        "--json",
        "FILE",
        "Write the report to this file too",
        "a file in a folder that exists",
        file =>
            !Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))
                ? file
                : null
    );

    /// <returns>The build that is given, or null.</returns>
    public static string? OneFunction(ParseResult result) => result.GetValue(Function)?.SingleOrDefault();

    /// <returns>An error message when more than one build is given, or null.</returns>
    public static string? FindSecondFunction(ParseResult result) =>
        result.GetValue(Function) is { Length: > 1 } ? "This mode takes one --function." : null;
}
