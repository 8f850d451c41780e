using System.Globalization;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Notes.Api;

/// <summary>Notes in DynamoDB.</summary>
internal sealed class NoteStore(DynamoDbClient dynamoDb, string table)
{
    private const string NoteId = "note_id";

    public void Create(Note note, CancellationToken cancellationToken)
    {
        var put = new PutItemRequest
        {
            TableName = table,
            // Ids are new, so a repeated attempt replaces the note by the same one.
            Item = new()
            {
                [NoteId] = new(note.NoteId.ToString()),
                ["text"] = new(note.Text),
                ["priority"] = new() { N = note.Priority.ToString(CultureInfo.InvariantCulture) },
                ["done"] = new() { BOOL = note.Done },
            },
        };
        Retry.Write((_, attemptToken) => dynamoDb.PutItem(put, attemptToken), cancellationToken);
    }

    public Note? Find(Guid noteId, CancellationToken cancellationToken)
    {
        var get = new GetItemRequest
        {
            TableName = table,
            Key = Key(noteId),
            ConsistentRead = true,
        };
        var response = Retry.Read(attemptToken => dynamoDb.GetItem(get, attemptToken), cancellationToken);
        return response.IsItemSet
            ? new Note(
                noteId,
                response.Item["text"].S,
                int.Parse(response.Item["priority"].N, CultureInfo.InvariantCulture),
                response.Item["done"].BOOL ?? false
            )
            : null;
    }

    /// <returns>False when there is no such note.</returns>
    public bool TryDelete(Guid noteId, CancellationToken cancellationToken)
    {
        var delete = new DeleteItemRequest
        {
            TableName = table,
            Key = Key(noteId),
            ConditionExpression = $"attribute_exists({NoteId})",
        };
        return Retry.Write(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.DeleteItem(delete, attemptToken);
                    return true;
                }
                catch (ConditionalCheckFailedException)
                {
                    return mayBeApplied;
                }
            },
            cancellationToken
        );
    }

    private static Dictionary<string, AttributeValue> Key(Guid noteId) =>
        new() { [NoteId] = new(noteId.ToString()) };
}
