namespace Items.ColdStart.Load;

internal sealed record SteadyOptions
{
    /// <summary>To one sandbox, while its memory is watched.</summary>
    public int Calls { get; init; } = 200_000;

    /// <summary>Of calls, for each number of clients.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</summary>
    public string? Function { get; init; }

    public string? JsonFile { get; init; }
}
