using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Imports;

/// <summary>What remains to be done of a message, and its result when that is done.</summary>
internal sealed class PartWork
{
    /// <summary>Reason of a cancelled transaction: the table does not accept the values of a write.</summary>
    private const string InvalidValues = "ValidationError";

    /// <summary>Without the table's own message, which can name tables and indexes.</summary>
    private const string NotStorable = "The item cannot be stored: the table rejected one of its values";

    private readonly List<ImportFailure> _failures = [];
    private readonly List<PendingItem> _pending;

    public PartWork(ImportMessage message)
    {
        Message = message;
        _pending =
        [
            .. message.Items.Select(
                (item, i) => new PendingItem(message.FirstIndex + i, item.ToItem(message.CreatedAt))
            ),
        ];
    }

    public ImportMessage Message { get; }

    public IEnumerable<Item> ToCreate => _pending.Select(it => it.Item);

    public PartResult Result => new(Message.Part, Message.Items.Length - _failures.Count, _failures);

    /// <summary>Removes the items that exist already, and those that the table does not accept, which have failed.</summary>
    /// <param name="writes">Of the cancelled transaction, one for each item of <see cref="ToCreate"/>.</param>
    /// <returns>False when no item is the reason, so that a repetition would be cancelled too.</returns>
    public bool TryRemove(CancelledWrite[] writes)
    {
        int before = _pending.Count;
        for (int i = before - 1; i >= 0; i--)
        {
            if (writes[i].Reason == InvalidValues)
            {
                _failures.Add(new ImportFailure(_pending[i].Index, NotStorable));
            }

            if (writes[i].Reason is InvalidValues or CancelledWrite.ConditionFailed)
            {
                _pending.RemoveAt(i);
            }
        }

        return _pending.Count < before;
    }

    /// <param name="Index">Position in the import's request.</param>
    private sealed record PendingItem(int Index, Item Item);
}
