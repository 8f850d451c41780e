namespace Items.LocalHost;

/// <summary>What the command line asks for; null means not given.</summary>
internal sealed record HostOptions
{
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; } = 3000;

    /// <summary>Keep the tables in memory and lose them at the end.</summary>
    public bool Ephemeral { get; init; }

    public string? DataFile { get; init; }

    /// <summary>A table server that already runs; nothing is started then.</summary>
    public Uri? TableServer { get; init; }

    /// <summary>An executable to run instead of the published function.</summary>
    public string? Bootstrap { get; init; }

    public int? Concurrency { get; init; }

    public string? Template { get; init; }

    /// <summary>The issuer whose tokens count, in place of the template's; comes with <see cref="Audience"/>.</summary>
    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    /// <summary>Let everybody in as a developer who may do everything.</summary>
    public bool NoAuth { get; init; }

    /// <summary>Lambda's own limit for INIT, which no template can change; tests shorten it.</summary>
    public TimeSpan InitLimit { get; init; } = TimeSpan.FromSeconds(10);
}
