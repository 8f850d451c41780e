using System.CommandLine;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--steady</c>.</summary>
internal sealed class SteadyMode(SharedOptions shared) : Mode
{
    // With fewer calls the trend of the memory cannot be calculated.
    private const int MinimumCalls = 1_000;

    private readonly Option<bool> _steady = new("--steady")
    {
        Description = "Measure a function that has been running for a while",
    };

    public override Option Choice => _steady;

    public override string Purpose =>
        "measures our function behind the local host under a sustained load: latency, allocation, memory";

    public override IReadOnlyList<Option> Options =>
        [_steady, shared.Calls, shared.Seconds, shared.Function, shared.Json];

    public override string? Problem(ParseResult result) =>
        shared.OneFunctionProblem(result, _steady) ?? shared.Problem(result, MinimumCalls);

    public override Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var defaults = new SteadyOptions();
        var options = new SteadyOptions
        {
            Calls = result.GetValue(shared.Calls) ?? defaults.Calls,
            Time = shared.Time(result) ?? defaults.Time,
            Function = shared.OneFunction(result),
            JsonFile = result.GetValue(shared.Json),
        };
        return SteadyState.RunAsync(options, Console.Out, cancellationToken);
    }
}
