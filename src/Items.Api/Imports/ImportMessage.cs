using System.Text;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.Cryptography;

namespace Items.Api.Imports;

/// <summary>A part of an import, in the queue.</summary>
/// <param name="Part">From 1.</param>
/// <param name="FirstIndex">Position of the first of these items in the import's request.</param>
/// <param name="CreatedAt">When the import was accepted.</param>
internal sealed record ImportMessage(
    string ImportId,
    int Part,
    int FirstIndex,
    string CreatedAt,
    IngestedItem[] Items
) : MessageHead(TypeName, LatestVersion)
{
    public const string TypeName = "import";
    public const int LatestVersion = 1;

    /// <summary>Written in one transaction, with the result: DynamoDB allows 100 writes, and 4 MB.</summary>
    private const int MaximumItems = 25;

    /// <summary>
    /// The messages of an import. They are derived from its id and time, so that a repetition of the request makes the same
    /// ones. Ids are in the order of the items, one microsecond apart.
    /// </summary>
    public static IEnumerable<ImportMessage> Split(
        string importId,
        string createdAt,
        IReadOnlyList<ItemCreate> items
    )
    {
        var time = Timestamp.Parse(createdAt);
        return items
            .Select((item, index) => ToIngested(item, ItemId.At(time.AddMicroseconds(index), Seed(index))))
            .Chunk(MaximumItems)
            .Select(
                (chunk, number) =>
                    new ImportMessage(importId, number + 1, number * MaximumItems, createdAt, chunk)
            );

        byte[] Seed(int index) => Sha256.Hash(Encoding.UTF8.GetBytes($"{importId}/{index}"));
    }

    private static IngestedItem ToIngested(ItemCreate item, string itemId) =>
        new(itemId, item.Name.Value!, item.Description.Value, item.Price.Value, item.Category.Value!);
}
