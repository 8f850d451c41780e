using System.Collections;
using System.Collections.Immutable;

namespace NativeLambda.Generators;

/// <summary>An array that equals another by its elements, so that a model made of it can be cached.</summary>
internal readonly struct EquatableArray<T>(ImmutableArray<T> items)
    : IEquatable<EquatableArray<T>>,
        IEnumerable<T>
    where T : IEquatable<T>
{
    // A default struct has a default array, which throws when asked for anything.
    private ImmutableArray<T> Items => items.IsDefault ? [] : items;

    public int Count => Items.Length;

    public T this[int index] => Items[index];

    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode() =>
        Items.Aggregate(17, (hash, item) => (hash * 31) + item.GetHashCode());

    public IEnumerator<T> GetEnumerator() => Items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal static class EquatableArrayExtensions
{
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new([.. items]);
}
