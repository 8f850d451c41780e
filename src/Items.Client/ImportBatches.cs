using System.Runtime.CompilerServices;

namespace Items.Client;

/// <summary>An item of a sequence, with its position in it.</summary>
internal readonly record struct IndexedItem(int Index, ItemCreate Item);

/// <summary>Splits a sequence of items into requests that the API accepts.</summary>
internal static class ImportBatches
{
    private const int MaximumItems = 500;

    /// <summary>Below the 2 MiB that the API accepts.</summary>
    private const int MaximumBytes = 2_000_000;

    public static async IAsyncEnumerable<IReadOnlyList<IndexedItem>> Split(
        IAsyncEnumerable<ItemCreate> items,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var batch = new List<IndexedItem>();
        int index = 0;
        int bytes = 0;
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            int size = LargestSize(item);
            if (batch.Count == MaximumItems || (batch.Count > 0 && bytes + size > MaximumBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(new(index++, item));
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    // System.Linq has it from .NET 10 on.
    public static async IAsyncEnumerable<ItemCreate> ToAsync(IEnumerable<ItemCreate> items)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in items)
        {
            yield return item;
        }
    }

    // Each UTF-16 unit is at most six bytes: \uXXXX. The rest is the names of the fields and the price.
    private static int LargestSize(ItemCreate item) =>
        (6 * (item.Name.Length + (item.Description?.Length ?? 0) + item.Category.Length)) + 120;
}
