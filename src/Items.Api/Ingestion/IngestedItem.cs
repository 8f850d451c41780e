using Items.Api.Items;
using NativeLambda.Validation;

namespace Items.Api.Ingestion;

/// <summary>An item in a message of the queue. Its id is fixed when the message is made, so that repeating it has no effect.</summary>
internal sealed record IngestedItem(
    string ItemId,
    string Name,
    string? Description,
    decimal Price,
    string Category
)
{
    /// <param name="timestamp">When the item was accepted, in the format of <see cref="Timestamp"/>.</param>
    public Item ToItem(string timestamp) =>
        new(
            ItemId,
            Name,
            Description,
            ExactNumber.Of(Price),
            Category,
            CreatedAt: timestamp,
            UpdatedAt: timestamp,
            Version: 1
        );
}
