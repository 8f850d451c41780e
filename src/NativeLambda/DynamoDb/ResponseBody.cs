using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>Reads the JSON of successful responses.</summary>
internal sealed class ResponseBody
{
    /// <summary>Rows. A query can have any limit.</summary>
    private const int MaximumCapacity = 128;

    private readonly RowParser _rows = new();

    /// <param name="member">Name of the row in the response.</param>
    /// <returns>Null when the response has no such row.</returns>
    /// <exception cref="JsonException">The response is malformed.</exception>
    public T? ReadRow<T>(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member, RowReader<T> read)
        where T : class
    {
        T? row = null;
        var reader = Open(json);
        while (NextMember(ref reader))
        {
            bool isRow = reader.ValueTextEquals(member);
            reader.Read();
            if (isRow)
            {
                row = read(_rows.Parse(json, ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return row;
    }

    /// <param name="capacity">Number of rows to expect.</param>
    /// <returns>The rows, and the key at which the next page starts; null after the last page.</returns>
    /// <exception cref="JsonException">The response is malformed.</exception>
    public (List<T> Rows, Dictionary<string, AttributeValue>? LastKey) ReadPage<T>(
        ReadOnlySpan<byte> json,
        int capacity,
        RowReader<T> read
    )
    {
        var rows = new List<T>(Math.Min(capacity, MaximumCapacity));
        Dictionary<string, AttributeValue>? lastKey = null;
        var reader = Open(json);
        while (NextMember(ref reader))
        {
            bool isRows = reader.ValueTextEquals("Items"u8);
            bool isKey = reader.ValueTextEquals("LastEvaluatedKey"u8);
            reader.Read();
            if (isRows)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    rows.Add(read(_rows.Parse(json, ref reader)));
                }
            }
            else if (isKey)
            {
                lastKey = _rows.Parse(json, ref reader).ToKey();
            }
            else
            {
                reader.Skip();
            }
        }

        return (rows, lastKey is { Count: > 0 } ? lastKey : null);
    }

    /// <summary>Reads a response that contains nothing of interest.</summary>
    /// <exception cref="JsonException">The response is malformed.</exception>
    public static bool Verify(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        while (NextMember(ref reader))
        {
            reader.Skip();
        }

        return true;
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = AwsJson.Read(json);
        return reader.TokenType == JsonTokenType.StartObject
            ? reader
            : throw new JsonException("The response is not an object.");
    }

    /// <param name="reader">At the start of the response or the end of a member; afterwards at the name of the next one.</param>
    /// <returns>False at the end of the response.</returns>
    private static bool NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        // After the end it throws when anything follows.
        return reader.TokenType == JsonTokenType.PropertyName || reader.Read();
    }
}
