using System.Collections.ObjectModel;

namespace NativeLambda.Generators;

/// <summary>An array that equals another by its items, so that a model made of it can be cached.</summary>
internal sealed class EquatableArray<T>(params T[] items) : ReadOnlyCollection<T>(items)
    where T : notnull
{
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && this.SequenceEqual(other);

    public override int GetHashCode() => this.Aggregate(17, (hash, item) => (hash * 31) + item.GetHashCode());
}
