using System.CommandLine;
using Items.ColdStart.Load;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Modes;

/// <summary>Options of more than one mode.</summary>
internal sealed class SharedOptions
{
    public static readonly TimeSpan DefaultTime = new SteadyOptions().Time;

    public Option<string[]> Function { get; } =
        new("--function")
        {
            Description =
                "Measure this build instead of publishing src/Items.Api; repeat it to compare cold starts of builds",
            HelpName = "[NAME=]FOLDER",
        };

    public Option<int?> Calls { get; } =
        new("--calls")
        {
            Description =
                $"Warm calls after every start (default: {new MeasureOptions().Calls}); --steady: calls to one sandbox while its memory is sampled (default: {new SteadyOptions().Calls})",
            HelpName = "N",
        };

    public Option<int?> Memory { get; } =
        new("--memory")
        {
            Description =
                $"Limit sandboxes, from their first next on, to the share of a CPU that Lambda gives to this memory; --url: MemorySize of the function, for the cost (default: {LoadOptions.DefaultMemory})",
            HelpName = "MB",
        };

    public Option<double?> Seconds { get; } =
        new("--seconds")
        {
            Description =
                $"Duration of the load, for each number of clients (default: {DefaultTime.TotalSeconds}; --url: none if --requests is given); --tables: of the creates, with and without a key each",
            HelpName = "N",
        };

    public Option<int?> Requests { get; } =
        new("--requests")
        {
            Description =
                $"Total for each number of clients; with --seconds the limit that is reached first; --tables: of each page (default: {TableCosts.TableOptions.DefaultRequests})",
            HelpName = "N",
        };

    public Option<string?> Json { get; } =
        new("--json") { Description = "Write the report to this file too", HelpName = "FILE" };

    /// <returns>An error message about the values, or null.</returns>
    public string? Problem(ParseResult result, int minimumCalls = 1) =>
        result.GetValue(Calls) < minimumCalls ? $"--calls needs a whole number, {minimumCalls} at least."
        : result.GetValue(Memory) is < 128 or > 10_240 ? "--memory needs megabytes from 128 to 10240."
        : result.GetValue(Seconds) is not (null or (> 0 and <= 86_400))
            ? "--seconds needs a number above zero, 86400 at most."
        : result.GetValue(Requests) < 1 ? "--requests needs a whole number above zero."
        : result.GetValue(Json) is { } file && !CanBeWritten(file)
            ? $"--json needs a file in a folder that exists, not '{file}'."
        : null;

    /// <returns>An error message when more than one build is given, or null.</returns>
    public string? OneFunctionProblem(ParseResult result, Option choice) =>
        result.GetValue(Function) is { Length: > 1 } ? $"{choice.Name} takes one --function." : null;

    /// <returns>The build that is given, or null.</returns>
    public string? OneFunction(ParseResult result) => result.GetValue(Function)?.SingleOrDefault();

    /// <returns>The duration that is given, or null.</returns>
    public TimeSpan? Time(ParseResult result) =>
        result.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Checked before the measurement, which takes minutes.</summary>
    private static bool CanBeWritten(string file) =>
        !Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)));
}
