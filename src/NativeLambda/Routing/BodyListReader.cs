using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NativeLambda.Http;
using NativeLambda.Validation;

namespace NativeLambda.Routing;

/// <summary>Reads a list from a body, element by element, and reports what is wrong with its form.</summary>
/// <param name="body">UTF-8, without a byte order mark.</param>
/// <param name="json">How to deserialize an element.</param>
/// <param name="addError">Receives each error.</param>
internal sealed class BodyListReader<T>(
    ReadOnlyMemory<byte> body,
    JsonTypeInfo<T> json,
    int maximumItems,
    Action<ErrorLocation, ErrorKind> addError
)
    where T : class
{
    private readonly List<(int Index, T Value)> _elements = [];

    /// <summary>Bytes of the body whose code points have been counted.</summary>
    private int _counted;
    private int _codePoints;

    /// <summary>Reads a JSON array.</summary>
    /// <returns>The elements that are objects; null when the list as a whole is invalid.</returns>
    public List<(int Index, T Value)>? ReadArray()
    {
        if (JsonSyntax.FindError(body.Span) is { } error)
        {
            AddSyntaxError(0, body.Span, error);
            return null;
        }

        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            bool isNull = reader.TokenType == JsonTokenType.Null;
            addError(new("body"), isNull ? ErrorKind.Missing : ErrorKind.ListType);
            return null;
        }

        if (!HasValidLength(CountElements(reader)))
        {
            return null;
        }

        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            ReadElement(index, start..(int)reader.BytesConsumed);
        }

        return _elements;
    }

    /// <summary>Reads one JSON value per line; empty lines are ignored.</summary>
    /// <inheritdoc cref="ReadArray" path="/returns"/>
    public List<(int Index, T Value)>? ReadLines()
    {
        int count = 0;
        foreach (var line in body.Span.Split((byte)'\n'))
        {
            count += IsEmpty(line) ? 0 : 1;
        }

        if (!HasValidLength(count))
        {
            return null;
        }

        int index = 0;
        foreach (var line in body.Span.Split((byte)'\n'))
        {
            if (IsEmpty(line))
            {
                continue;
            }

            if (JsonSyntax.FindError(body.Span[line]) is { } error)
            {
                AddSyntaxError(line.Start.Value, body.Span[line], error);
            }
            else
            {
                ReadElement(index, line);
            }

            index++;
        }

        return _elements;
    }

    private static int CountElements(Utf8JsonReader reader)
    {
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        return count;
    }

    private bool IsEmpty(Range line) => body.Span[line].Trim(" \t\r"u8).IsEmpty;

    private bool HasValidLength(int count)
    {
        if (count == 0)
        {
            addError(new("body"), ErrorKind.TooShort(1, count));
        }
        else if (count > maximumItems)
        {
            addError(new("body"), ErrorKind.TooLong(maximumItems, count));
        }

        return count > 0 && count <= maximumItems;
    }

    /// <param name="range">Of valid JSON in the body.</param>
    private void ReadElement(int index, Range range)
    {
        var element = body.Span[range];
        if (!JsonSyntax.IsObject(element))
        {
            addError(new("body", Index: index), ErrorKind.ModelAttributesType);
            return;
        }

        try
        {
            _elements.Add((index, JsonSerializer.Deserialize(element, json)!));
        }
        catch (JsonException e)
        {
            // Fields accept any value, so the name of a member is not Unicode.
            AddSyntaxError(range.Start.Value, element, e);
        }
    }

    /// <param name="start">Position of the text in the body.</param>
    private void AddSyntaxError(int start, ReadOnlySpan<byte> text, JsonException error)
    {
        // Errors are in the order of the body, so no part of it is counted twice.
        _codePoints += JsonSyntax.CodePoints(body.Span[_counted..start]);
        _counted = start;
        addError(new("body", Offset: _codePoints + JsonSyntax.Offset(text, error)), ErrorKind.JsonInvalid);
    }
}
