using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--steady</c>.</summary>
internal sealed class SteadyMode(SharedOptions shared) : Mode
{
    // Fewer say nothing about growth.
    private const int MinimumCalls = 1_000;
    private static readonly SteadyOptions Defaults = new();

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

    public override Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken) =>
        SteadyState.RunAsync(ToOptions(result), Console.Out, cancellationToken);

    private SteadyOptions ToOptions(ParseResult result) =>
        new()
        {
            Calls = result.GetValue(shared.Calls) ?? Defaults.Calls,
            Time = result.GetValue(shared.Seconds) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : Defaults.Time,
            Function = result.GetValue(shared.Function)?.SingleOrDefault(),
            JsonFile = result.GetValue(shared.Json),
        };
}
