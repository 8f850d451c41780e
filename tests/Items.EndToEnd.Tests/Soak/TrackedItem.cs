namespace Items.EndToEnd.Tests.Soak;

/// <summary>What clients and the reader have observed of one item. <see cref="SoakHistory"/> guards it with its lock.</summary>
internal sealed class TrackedItem(string id, string createToken)
{
    private const int RecordedEvents = 60;

    private readonly Queue<string> _events = [];

    public string Id => id;

    public string CreateToken => createToken;

    /// <summary>The token of each version that was observed.</summary>
    public Dictionary<long, string> Tokens { get; } = new() { [1] = createToken };

    /// <summary>Tokens of the updates that can have been applied, each with the version at which it was observed.</summary>
    public Dictionary<string, long?> Updates { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of deletes that can have been applied.</summary>
    public int Deletes { get; set; }

    /// <summary>Number of requests of clients that have no response yet.</summary>
    public int Running { get; set; }

    public DateTimeOffset LastEvent { get; private set; }

    public Known Known { get; set; } = new(Version: 1, AcknowledgedUpdates: 0, IsDeleted: false);

    public void Record(string text)
    {
        LastEvent = DateTimeOffset.UtcNow;
        _events.Enqueue($"{LastEvent:HH:mm:ss.fff} {text}");
        if (_events.Count > RecordedEvents)
        {
            _events.Dequeue();
        }
    }

    public override string ToString() => $"item {id}\n    {string.Join("\n    ", _events)}";
}

/// <summary>What is certain about an item at one time. No later read may contradict it.</summary>
/// <param name="Version">Greatest version that was observed or acknowledged; 0 for an item that was not observed yet.</param>
/// <param name="AcknowledgedUpdates">Number of updates with a response of 200.</param>
/// <param name="IsDeleted">A delete was acknowledged, or the item was absent after it had been observed.</param>
internal readonly record struct Known(long Version, int AcknowledgedUpdates, bool IsDeleted);
