namespace Items.Client;

/// <summary>
/// How often and for how long a client repeats a request. Which requests it repeats: "When to repeat a call" in docs/api.md.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>
    /// Largest number of requests for one call. 1 turns repetitions off, and with them the idempotency keys that the client
    /// makes.
    /// </summary>
    public int MaximumAttempts { get; init; } = 4;

    /// <summary>
    /// Longest time from sending a request to the end of its response. An HTTP API waits at most 30 seconds for its function.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of a call: all its requests and the pauses between them.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
