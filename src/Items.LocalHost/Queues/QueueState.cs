namespace Items.LocalHost.Queues;

/// <summary>How many messages a queue has.</summary>
/// <param name="InFlight">Received, and neither deleted nor visible again.</param>
/// <param name="DeadLettersOf">Names of the queues whose failed messages this queue receives.</param>
internal sealed record QueueState(
    string Name,
    int Visible,
    int InFlight,
    IReadOnlyList<string> DeadLettersOf
);
