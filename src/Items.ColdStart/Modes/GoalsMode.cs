using System.CommandLine;
using Items.ColdStart.Goals;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--goals</c>.</summary>
internal static class GoalsMode
{
    public static Mode Mode { get; } =
        new(
            new Option<bool>("--goals")
            {
                Description = "Measure every figure that has a goal, and print them as one table",
            },
            "compares our function with its goals: start, lists, memory, allocation, size. A second --function is the build that cold starts are compared with",
            [SharedOptions.Rounds, SharedOptions.Calls, SharedOptions.Function],
            async (result, cancellationToken) =>
            {
                await GoalTest.RunAsync(
                    new MeasureOptions
                    {
                        Rounds = result.GetValue(SharedOptions.Rounds)!.Value,
                        Calls = result.GetValue(SharedOptions.Calls) ?? new MeasureOptions().Calls,
                        Functions = result.GetValue(SharedOptions.Function) ?? [],
                    },
                    Console.Out,
                    cancellationToken
                );
                return 0;
            }
        )
        {
            FindProblem = result =>
                result.GetValue(SharedOptions.Function) is { Length: > 2 }
                    ? "--goals takes two --function, the build to measure and one to compare it with."
                    : null,
        };
}
