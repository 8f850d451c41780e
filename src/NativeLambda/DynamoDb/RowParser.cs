using System.Text.Json;

namespace NativeLambda.DynamoDb;

/// <summary>Finds the attributes of one row after another. The memory for them is used again: the next row replaces the last.</summary>
internal sealed class RowParser
{
    private RowAttribute[] _attributes = new RowAttribute[16];

    /// <param name="json">What the reader reads, from its start.</param>
    /// <param name="reader">At the start of the row; afterwards at its end.</param>
    /// <exception cref="JsonException">It is not a row.</exception>
    public Row Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        int count = 0;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (count == _attributes.Length)
            {
                Array.Resize(ref _attributes, 2 * count);
            }

            _attributes[count++] = Attribute(ref reader);
        }

        return new Row(json, _attributes.AsSpan(0, count));
    }

    /// <param name="reader">At the name; afterwards at the end of the attribute.</param>
    private static RowAttribute Attribute(ref Utf8JsonReader reader)
    {
        int nameStart = (int)reader.TokenStartIndex + 1;
        var name = nameStart..(nameStart + reader.ValueSpan.Length);
        Next(ref reader);
        var type = TypeOfValue(ref reader);
        int valueStart = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = valueStart..(int)reader.BytesConsumed;
        Require(Next(ref reader) == JsonTokenType.EndObject);
        return new RowAttribute(name, type, value);
    }

    /// <param name="reader">At the start of the object of a type and a value; afterwards at the value.</param>
    /// <exception cref="JsonException">It is another structure.</exception>
    public static RowAttributeType TypeOfValue(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        Require(Next(ref reader) == JsonTokenType.PropertyName);
        var type = TypeOf(reader.ValueSpan);
        var token = Next(ref reader);
        Require(
            type switch
            {
                RowAttributeType.Text or RowAttributeType.Number or RowAttributeType.Binary => token
                    == JsonTokenType.String,
                RowAttributeType.Boolean => token is JsonTokenType.True or JsonTokenType.False,
                RowAttributeType.List => token == JsonTokenType.StartArray,
                RowAttributeType.Map => token == JsonTokenType.StartObject,
                _ => true,
            }
        );
        return type;
    }

    private static RowAttributeType TypeOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("S"u8) ? RowAttributeType.Text
        : name.SequenceEqual("N"u8) ? RowAttributeType.Number
        : name.SequenceEqual("B"u8) ? RowAttributeType.Binary
        : name.SequenceEqual("BOOL"u8) ? RowAttributeType.Boolean
        : name.SequenceEqual("L"u8) ? RowAttributeType.List
        : name.SequenceEqual("M"u8) ? RowAttributeType.Map
        : RowAttributeType.Other;

    public static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType;
    }

    public static void Require(bool isRow)
    {
        if (!isRow)
        {
            throw new JsonException("A row of DynamoDB has another structure.");
        }
    }
}
