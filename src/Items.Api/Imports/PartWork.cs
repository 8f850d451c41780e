using Amazon.DynamoDBv2.Model;
using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Imports;

/// <summary>What remains to be done of a message, and its result when that is done.</summary>
internal sealed class PartWork
{
    /// <summary>Reason of a cancelled transaction: the table does not accept the values of this write.</summary>
    private const string InvalidValues = "ValidationError";

    private readonly List<ImportFailure> _failures = [];
    private List<(int Index, Item Item)> _toCreate;

    public PartWork(ImportMessage message)
    {
        Message = message;
        _toCreate =
        [
            .. message.Items.Select((item, i) => (message.FirstIndex + i, item.ToItem(message.CreatedAt))),
        ];
    }

    public ImportMessage Message { get; }

    public IEnumerable<Item> ToCreate => _toCreate.Select(it => it.Item);

    public PartResult Result => new(Message.Part, Message.Items.Length - _failures.Count, _failures);

    /// <summary>Whether <see cref="Remove"/> leaves less work.</summary>
    /// <inheritdoc cref="Remove" path="/param"/>
    public static bool CanRemove(IEnumerable<CancellationReason> reasons) =>
        reasons.Any(reason => reason.Code is DynamoDbFailures.ConditionFailed or InvalidValues);

    /// <summary>Removes the items that exist already, and those that the table does not accept, which have failed.</summary>
    /// <param name="reasons">Of the cancelled transaction, one for each item of <see cref="ToCreate"/>.</param>
    public void Remove(IReadOnlyList<CancellationReason> reasons)
    {
        var work = _toCreate.Zip(reasons).ToList();
        _toCreate = [.. work.Where(it => !CanRemove([it.Second])).Select(it => it.First)];
        _failures.AddRange(
            work.Where(it => it.Second.Code == InvalidValues)
                .Select(it => new ImportFailure(
                    it.First.Index,
                    $"The item cannot be stored: {it.Second.Message}"
                ))
        );
    }
}
