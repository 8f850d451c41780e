using System.Collections.Concurrent;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>How often each kind of event occurred.</summary>
internal sealed class Counts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public IEnumerable<string> MissingOf(IEnumerable<string> kinds) => kinds.Except(_counts.Keys);

    public override string ToString() =>
        string.Join(
            '\n',
            _counts
                .OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => $"{count.Value, 9} x {count.Key}")
        );
}
