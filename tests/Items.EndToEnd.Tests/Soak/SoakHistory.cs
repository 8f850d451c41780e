namespace Items.EndToEnd.Tests.Soak;

/// <summary>
/// Compares each response and each read of the table with what was sent and acknowledged before. A token is the unique
/// name that a write gives its item.
/// </summary>
/// <param name="forgetAfter">Time without an event after which a deleted item can be removed from memory.</param>
internal sealed class SoakHistory(TimeSpan forgetAfter)
{
    private const int MaximumViolations = 20;
    private const int HotCount = 6;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackedItem> _items = new(StringComparer.Ordinal);

    /// <summary>Tokens of creates, each with the id of its item when that was observed.</summary>
    private readonly Dictionary<string, string?> _creates = new(StringComparer.Ordinal);
    private readonly List<TrackedItem> _existing = [];
    private readonly List<string> _violations = [];
    private int _tokens;

    public IReadOnlyList<string> Violations => _violations;

    public bool IsFull => _violations.Count >= MaximumViolations;

    /// <summary>Number of items in memory.</summary>
    public int Items => _items.Count;

    /// <summary>Number of items that exist as far as is known.</summary>
    public int Existing => _existing.Count;

    /// <summary>The items that get most of the requests.</summary>
    public TrackedItem[] HotItems()
    {
        lock (_lock)
        {
            return [.. _existing.Take(HotCount)];
        }
    }

    /// <returns>An existing item; null when there is none.</returns>
    public TrackedItem? Pick(Random random, bool isHot)
    {
        lock (_lock)
        {
            return _existing.Count == 0 ? null
                : isHot ? _existing[random.Next(Math.Min(HotCount, _existing.Count))]
                : _existing[random.Next(Math.Min(HotCount, _existing.Count - 1), _existing.Count)];
        }
    }

    public Known KnownOf(TrackedItem item)
    {
        lock (_lock)
        {
            return item.Known;
        }
    }

    public string SendCreate()
    {
        lock (_lock)
        {
            string token = $"create {++_tokens}";
            _creates[token] = null;
            return token;
        }
    }

    public void Created(string token, string itemId, string name, long version)
    {
        lock (_lock)
        {
            if (Find(itemId, token, "201") is { } item)
            {
                item.Record($"201 {token}");
                Require(name == token && version == 1, item, $"201 has name {name} and version {version}");
            }
        }
    }

    /// <returns>The token, and what is known before the update is sent.</returns>
    public (string Token, Known Before) SendUpdate(TrackedItem item, long? ifMatch)
    {
        lock (_lock)
        {
            string token = $"update {++_tokens}";
            item.Updates[token] = null;
            item.Running++;
            item.Record($"PUT {token} sent, If-Match {ifMatch}");
            return (token, item.Known);
        }
    }

    /// <param name="row">Of a response of 200: an update that was applied before others can return a later version.</param>
    public void EndUpdate(
        TrackedItem item,
        string token,
        long? ifMatch,
        Known before,
        int status,
        (string Name, long Version)? row
    )
    {
        lock (_lock)
        {
            item.Running--;
            item.Record($"PUT {token} got {status} {row}");
            switch (status)
            {
                case 200:
                    var (name, version) = row!.Value;
                    Present(item, before, version, name);
                    Require(version > before.Version, item, $"{token} got 200 without a new version");
                    RequireNotStale(item, before, ifMatch, token);
                    Require(
                        name != token || version == (ifMatch + 1 ?? version),
                        item,
                        $"{token} changed version {version - 1} instead of {ifMatch}"
                    );
                    item.Known = item.Known with { AcknowledgedUpdates = item.Known.AcknowledgedUpdates + 1 };
                    break;
                case 404:
                    Absent(item, before);
                    break;
                case 412:
                    Require(item.Updates[token] is null, item, $"{token} got 412 and was applied");
                    item.Updates.Remove(token);
                    break;
            }
        }
    }

    public Known SendDelete(TrackedItem item, long? ifMatch)
    {
        lock (_lock)
        {
            item.Deletes++;
            item.Running++;
            item.Record($"DELETE sent, If-Match {ifMatch}");
            return item.Known;
        }
    }

    public void EndDelete(TrackedItem item, long? ifMatch, Known before, int status)
    {
        lock (_lock)
        {
            item.Running--;
            item.Record($"DELETE got {status}");
            if (status is 404 or 412)
            {
                item.Deletes--;
            }

            if (status == 204)
            {
                RequireNotStale(item, before, ifMatch, "DELETE");
            }

            if (status is 204 or 404)
            {
                Absent(item, before);
            }
        }
    }

    public void Unexpected(string response)
    {
        lock (_lock)
        {
            Require(false, null, response);
        }
    }

    /// <summary>A consistent read that started when <paramref name="before"/> was known.</summary>
    /// <param name="row">Null when the item is absent.</param>
    public void Read(string source, TrackedItem item, Known before, (string Name, long Version)? row)
    {
        lock (_lock)
        {
            if (row is var (name, version))
            {
                if (!item.Tokens.ContainsKey(version))
                {
                    item.Record($"{source}: version {version} is {name}");
                }

                Present(item, before, version, name);
            }
            else
            {
                Absent(item, before, source);
            }
        }
    }

    /// <summary>An item in a list, which may be an earlier version.</summary>
    public void Listed(string itemId, string name)
    {
        lock (_lock)
        {
            if (Find(itemId, name, "list") is { } item)
            {
                Require(
                    name == item.CreateToken || item.Updates.ContainsKey(name),
                    item,
                    $"a list has {name}, which cannot have been applied"
                );
            }
        }
    }

    public Dictionary<string, Known> StartScan()
    {
        lock (_lock)
        {
            return _items.ToDictionary(item => item.Key, item => item.Value.Known);
        }
    }

    /// <summary>Checks all rows of the table, and removes deleted items from memory.</summary>
    /// <param name="before">Of <see cref="StartScan"/>.</param>
    public void EndScan(
        Dictionary<string, Known> before,
        IEnumerable<(string ItemId, string Name, long Version)> rows
    )
    {
        lock (_lock)
        {
            foreach (var (itemId, name, version) in rows)
            {
                if (Find(itemId, name, "scan") is { } item)
                {
                    Read("scan", item, before.GetValueOrDefault(itemId), (name, version));
                }

                before.Remove(itemId);
            }

            foreach (var (itemId, known) in before)
            {
                Read("scan", _items[itemId], known, null);
            }

            var now = DateTimeOffset.UtcNow;
            foreach (var item in _items.Values.Where(it => it is { Known.IsDeleted: true, Running: 0 }))
            {
                if (now - item.LastEvent > forgetAfter)
                {
                    // A row that appears later has a token that is no longer there, which is a violation.
                    _items.Remove(item.Id);
                    _creates.Remove(item.CreateToken);
                }
            }
        }
    }

    /// <returns>The item; null after a violation, when no create can have made it.</returns>
    private TrackedItem? Find(string itemId, string name, string source)
    {
        if (_items.TryGetValue(itemId, out var item))
        {
            return item;
        }

        if (!_creates.TryGetValue(name, out string? created) || created is not null)
        {
            Require(
                false,
                null,
                $"{source} has {itemId} with {name}, {(created is null ? "a token of no create" : $"whose item is {created}")}"
            );
            return null;
        }

        item = new TrackedItem(itemId, name);
        item.Record($"first observed: {source}");
        _creates[name] = itemId;
        _items.Add(itemId, item);
        _existing.Add(item);
        return item;
    }

    private void Present(TrackedItem item, Known before, long version, string token)
    {
        Require(!before.IsDeleted, item, $"version {version} exists after the deletion");
        Require(version >= before.Version, item, $"version {version} after version {before.Version}");
        Require(
            version > before.AcknowledgedUpdates,
            item,
            $"version {version} after {before.AcknowledgedUpdates} acknowledged updates"
        );
        Require(
            version <= item.Updates.Count + 1,
            item,
            $"version {version} after {item.Updates.Count} updates sent"
        );
        Place(item, version, token);
        item.Known = item.Known with { Version = Math.Max(item.Known.Version, version) };
    }

    private void Place(TrackedItem item, long version, string token)
    {
        if (item.Tokens.TryGetValue(version, out string? other))
        {
            Require(other == token, item, $"version {version} was {other} and is {token}");
        }
        else if (item.Updates.TryGetValue(token, out long? earlier))
        {
            Require(earlier is null, item, $"{token} was applied as version {earlier} and {version}");
            item.Updates[token] = version;
            item.Tokens[version] = token;
        }
        else
        {
            Require(false, item, $"version {version} is {token}, which cannot have been applied");
        }
    }

    private void Absent(TrackedItem item, Known before, string source = "a response")
    {
        if (before.IsDeleted || before.Version == 0)
        {
            return;
        }

        Require(item.Deletes > 0, item, $"absent according to {source}, and no delete can have been applied");
        if (!item.Known.IsDeleted)
        {
            item.Record($"deleted according to {source}");
            item.Known = item.Known with { IsDeleted = true };
            _existing.Remove(item);
        }
    }

    private void RequireNotStale(TrackedItem item, Known before, long? ifMatch, string write) =>
        Require(
            ifMatch is null || ifMatch >= before.Version,
            item,
            $"{write} was applied to a version other than {ifMatch}"
        );

    private void Require(bool holds, TrackedItem? item, string violation)
    {
        if (!holds && !IsFull)
        {
            _violations.Add($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {violation}\n  {item}");
        }
    }
}
