namespace Items.ColdStart.Steady;

/// <summary>Options of a steady-state measurement.</summary>
internal sealed record SteadyOptions
{
    /// <summary>To one sandbox, while its memory is sampled.</summary>
    public int Calls { get; init; } = 200_000;

    /// <summary>Duration of the load, for each number of clients.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</summary>
    public string? Function { get; init; }

    public string? JsonFile { get; init; }
}
