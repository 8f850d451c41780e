using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>Options that more than one mode takes.</summary>
internal sealed class SharedOptions
{
    private static readonly MeasureOptions Starts = new();
    private static readonly SteadyOptions Steady = new();

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
                $"Warm calls of every start (default: {Starts.Calls}); --steady: calls to one sandbox while its memory is watched (default: {Steady.Calls})",
            HelpName = "N",
        };

    public Option<int?> Memory { get; } =
        new("--memory")
        {
            Description =
                $"Give sandboxes, from their first next on, the share of a CPU that Lambda gives to this memory; --url: MemorySize of the function, for the cost (default: {LoadOptions.DefaultMemory})",
            HelpName = "MB",
        };

    public Option<double?> Seconds { get; } =
        new("--seconds")
        {
            Description =
                $"Of load, for each number of clients (default: {Steady.Time.TotalSeconds}; --url: none if --requests is given)",
            HelpName = "N",
        };

    public Option<string?> Json { get; } =
        new("--json") { Description = "Write the report into this file too", HelpName = "FILE" };

    /// <returns>What is wrong with the values, or null.</returns>
    public string? Problem(ParseResult result, int minimumCalls = 1) =>
        result.GetValue(Calls) < minimumCalls ? $"--calls needs a whole number, {minimumCalls} at least."
        : result.GetValue(Memory) is < 128 or > 10_240 ? "--memory needs megabytes from 128 to 10240."
        : result.GetValue(Seconds) is not (null or (> 0 and <= 86_400))
            ? "--seconds needs a number above zero, 86400 at most."
        : result.GetValue(Json) is { } file && !CanBeMade(file)
            ? $"--json needs a file in a folder that exists, not '{file}'."
        : null;

    /// <returns>What is wrong when more than one build is given, or null.</returns>
    public string? OneFunctionProblem(ParseResult result, Option choice) =>
        result.GetValue(Function) is { Length: > 1 } ? $"{choice.Name} takes one --function." : null;

    /// <summary>Known before minutes of measuring.</summary>
    private static bool CanBeMade(string file) =>
        !Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)));
}
