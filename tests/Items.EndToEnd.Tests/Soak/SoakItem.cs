namespace Items.EndToEnd.Tests.Soak;

/// <summary>
/// What was sent for one item and what was observed of it. A token is the unique name that a write gives the item.
/// </summary>
/// <param name="report">Receives the first contradiction and the events before it.</param>
internal sealed class SoakItem(string id, string createToken, Action<string> report)
{
    private const int RecordedEvents = 60;

    private readonly Queue<string> _events = [];
    private readonly Dictionary<long, string> _tokens = new() { [1] = createToken };

    /// <summary>By token, the updates that can have been applied.</summary>
    private readonly Dictionary<string, SentWrite> _updates = [];

    /// <summary>Writes that ended without a definite response, in that order.</summary>
    private readonly List<SentWrite> _unknown = [];

    /// <summary>How many of <see cref="_unknown"/> ended before an update was sent that was acknowledged.</summary>
    private int _superseded;

    /// <summary>Number of deletes that can have been applied, or can still be.</summary>
    private int _deletes;
    private bool _isReported;

    public string Id => id;

    public string CreateToken => createToken;

    /// <summary>Number of writes that have no response yet.</summary>
    public int Running { get; private set; }

    public DateTime LastEvent { get; private set; }

    public Known Known { get; private set; } = new(Version: 1, Acknowledged: 0, Unknown: 0, IsDeleted: false);

    /// <param name="token">Null for a delete.</param>
    public SentWrite Send(string? token, long? ifMatch)
    {
        var write = new SentWrite(token, ifMatch, Known);
        Record($"{write} sent");
        Running++;
        if (token is null)
        {
            _deletes++;
        }
        else
        {
            _updates[token] = write;
        }

        return write;
    }

    /// <param name="row">Of a 200: a version that is later than the update's own when others were applied since.</param>
    public void End(SentWrite write, int status, Row? row)
    {
        Record($"{write} got {status} {row}");
        Running--;
        switch (status)
        {
            case 200:
                RequireMatch(write);
                Present("200", write.Before, row!);
                Require(row!.Version > write.Before.Version, $"{write} made no version");
                Require(
                    row.Name != write.Token || row.Version == (write.IfMatch + 1 ?? row.Version),
                    $"{write} made version {row.Version}"
                );
                Known = Known with { Acknowledged = Known.Acknowledged + 1 };
                Supersede(write.Before.Unknown, row.Version);
                break;
            case 204:
                RequireMatch(write);
                Absent("204", write.Before);
                break;
            // An update can have been applied before another client's delete.
            case 404 when write.Token is not null:
                Absent("404", write.Before);
                break;
            case 404:
                _deletes--;
                Absent("404", write.Before);
                break;
            case 412 when write.Token is not null:
                Require(write.Version is null, $"{write} got 412 and was applied");
                _updates.Remove(write.Token);
                break;
            case 412:
                _deletes--;
                break;
            default:
                _unknown.Add(write);
                Known = Known with { Unknown = _unknown.Count };
                break;
        }
    }

    /// <summary>A list can have an earlier version.</summary>
    public void Listed(string name) =>
        Require(
            name == createToken || _updates.ContainsKey(name),
            $"{name} is listed and cannot have been applied"
        );

    /// <param name="before">What was known before the read started.</param>
    public void Present(string source, Known before, Row row)
    {
        if (_tokens.TryAdd(row.Version, row.Name))
        {
            Record($"{source} has {row}");
            bool isSent = _updates.TryGetValue(row.Name, out var update);
            Require(
                isSent && update!.Version is null && row.Version < update.Limit,
                $"{row} cannot have been applied: {update?.Version} {update?.Limit}"
            );
            update?.Version = row.Version;
        }

        Require(_tokens[row.Version] == row.Name, $"{source} has {row}, which was {_tokens[row.Version]}");
        Require(!before.IsDeleted, $"{source} has {row} after the delete");
        Require(row.Version >= before.Version, $"{source} has {row} after version {before.Version}");
        Require(
            row.Version > before.Acknowledged && row.Version <= _updates.Count + 1,
            $"{source} has {row} after {before.Acknowledged} acknowledged of {_updates.Count} updates"
        );
        Known = Known with { Version = Math.Max(Known.Version, row.Version) };
    }

    /// <inheritdoc cref="Present"/>
    public void Absent(string source, Known before)
    {
        if (before is { IsDeleted: false, Version: > 0 })
        {
            Require(_deletes > 0, $"absent according to {source}, and no delete can have been applied");
            if (!Known.IsDeleted)
            {
                Record($"deleted according to {source}");
            }

            Known = Known with { IsDeleted = true };
        }
    }

    public void Record(string text)
    {
        LastEvent = DateTime.UtcNow;
        _events.Enqueue($"{LastEvent:HH:mm:ss.fff} {text}");
        if (_events.Count > RecordedEvents)
        {
            _events.Dequeue();
        }
    }

    /// <summary>Writes that ended before an update was sent cannot be applied after it.</summary>
    /// <param name="count">Number of <see cref="_unknown"/> when it was sent.</param>
    /// <param name="version">That the update made, or a later one.</param>
    private void Supersede(int count, long version)
    {
        for (; _superseded < count; _superseded++)
        {
            var write = _unknown[_superseded];
            write.Limit = version;
            Require(write.Version is null || write.Version < version, $"{write} was applied late");
            _deletes -= write.Token is null ? 1 : 0;
        }
    }

    private void RequireMatch(SentWrite write) =>
        Require(
            write.IfMatch is null || write.IfMatch >= write.Before.Version,
            $"{write} was applied to another version"
        );

    private void Require(bool holds, string violation)
    {
        if (!holds && !_isReported)
        {
            _isReported = true;
            report($"{violation}\n  item {id}\n    {string.Join("\n    ", _events)}");
        }
    }
}

/// <summary>What was certain about an item at one time; the default value before it was observed.</summary>
/// <param name="Version">The greatest version that was observed or acknowledged.</param>
/// <param name="Acknowledged">Number of updates with a response of 200.</param>
/// <param name="Unknown">Number of writes that had ended without a definite response.</param>
/// <param name="IsDeleted">A delete was acknowledged, or the item was absent after it had been observed.</param>
internal readonly record struct Known(long Version, int Acknowledged, int Unknown, bool IsDeleted);

/// <param name="Token">Null for a delete.</param>
internal sealed record SentWrite(string? Token, long? IfMatch, Known Before)
{
    /// <summary>The version that the update made, when that was observed.</summary>
    public long? Version { get; set; }

    /// <summary>The version that the write makes is less than this one.</summary>
    public long Limit { get; set; } = long.MaxValue;

    public override string ToString() =>
        (Token ?? "delete") + (IfMatch is null ? "" : $" of version {IfMatch}");
}

internal sealed record Row(string Name, long Version)
{
    public override string ToString() => $"version {Version}: {Name}";
}
