using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>What to load, how much, and at what price.</summary>
internal sealed record LoadOptions
{
    /// <summary>Address and path of the requests.</summary>
    public required Uri Target { get; init; }

    /// <summary>Access token; null to call without one.</summary>
    public string? Token { get; init; }

    /// <summary>Numbers of clients that call at the same time, each number in turn.</summary>
    public required IReadOnlyList<int> Concurrency { get; init; }

    /// <summary>For each number of clients; null to go by <see cref="Requests"/> alone.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>For each number of clients, together; null to go by <see cref="Time"/> alone.</summary>
    public int? Requests { get; init; }

    /// <summary>Megabytes.</summary>
    public int Memory { get; init; } = 512;

    public Prices Prices { get; init; } = Prices.UsEast1X86;

    public string? JsonFile { get; init; }

    /// <exception cref="HostError">An option is wrong or missing.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments) =>
        new LoadCommandLine().Parse(arguments);
}
