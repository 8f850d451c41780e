using System.CommandLine;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--steady</c>.</summary>
internal static class SteadyMode
{
    public const int DefaultCalls = 200_000;

    // With fewer calls the trend of the memory cannot be calculated.
    private const int MinimumCalls = 1_000;

    public static Mode Mode { get; } =
        new(
            new Option<bool>("--steady")
            {
                Description = "Measure a function that has been running for a while",
            },
            "measures our function behind the local host under a sustained load: latency, allocation, memory",
            [SharedOptions.Calls, SharedOptions.Seconds, SharedOptions.Function, SharedOptions.Json],
            (result, cancellationToken) =>
                SteadyState.RunAsync(
                    SharedOptions.OneFunction(result),
                    result.GetValue(SharedOptions.Calls) ?? DefaultCalls,
                    result.GetValue(SharedOptions.Seconds) ?? SharedOptions.DefaultTime,
                    result.GetValue(SharedOptions.Json),
                    Console.Out,
                    cancellationToken
                )
        )
        {
            FindProblem = result =>
                result.GetValue(SharedOptions.Calls) < MinimumCalls
                    ? $"--calls needs {MinimumCalls} at least with --steady."
                    : SharedOptions.FindSecondFunction(result),
        };
}
