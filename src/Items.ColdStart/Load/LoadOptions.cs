namespace Items.ColdStart.Load;

/// <summary>Options of a load test.</summary>
internal sealed record LoadOptions
{
    public const int DefaultMemory = 512;

    /// <summary>Address and path of the requests.</summary>
    public required Uri Target { get; init; }

    /// <summary>Access token; null to send none.</summary>
    public string? Token { get; init; }

    /// <summary>Numbers of concurrent clients, measured one after the other.</summary>
    public required IReadOnlyList<int> Concurrency { get; init; }

    /// <summary>Limit for each number of clients; null for none but <see cref="Requests"/>.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Total for each number of clients; null for no limit but <see cref="Time"/>.</summary>
    public int? Requests { get; init; }

    /// <summary>Memory size of the function in megabytes, for the cost.</summary>
    public int Memory { get; init; } = DefaultMemory;

    public Prices Prices { get; init; } = Prices.UsEast1X86;

    public string? JsonFile { get; init; }
}
