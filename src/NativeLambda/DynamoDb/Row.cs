using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>Makes a value of a row. The row is valid until this function returns, which must not call DynamoDB.</summary>
public delegate T RowReader<out T>(Row row);

/// <summary>
/// A row of a response, or a map in a row. It is read where the response is, without the SDK's objects
/// (docs/decisions/0033-rows.md). Names of attributes are in ASCII, without characters that JSON escapes.
/// </summary>
public readonly ref struct Row
{
    private readonly ReadOnlySpan<byte> _json;

    /// <param name="json">Contains the attributes.</param>
    internal Row(ReadOnlySpan<byte> json, ReadOnlySpan<RowAttribute> attributes)
    {
        _json = json;
        Attributes = attributes;
    }

    internal ReadOnlySpan<RowAttribute> Attributes { get; }

    public bool Has(string name) => TryFind(name, out _);

    /// <returns>Null when there is no such attribute, or it is not text.</returns>
    public string? Text(string name) => Find(name, RowAttributeType.Text);

    /// <returns>The number as DynamoDB writes it; null when there is no such attribute, or it is not a number.</returns>
    public string? Number(string name) => Find(name, RowAttributeType.Number);

    /// <exception cref="FormatException">There is no such attribute, or it is not text.</exception>
    public string RequiredText(string name) =>
        Text(name) ?? throw new FormatException($"A row has no text '{name}'.");

    /// <returns>As <see cref="Number"/>.</returns>
    /// <exception cref="FormatException">There is no such attribute, or it is not a number.</exception>
    public string RequiredNumber(string name) =>
        Number(name) ?? throw new FormatException($"A row has no number '{name}'.");

    /// <returns>False when there is no such attribute, or it is not a Boolean.</returns>
    public bool IsTrue(string name) =>
        TryFind(name, out var attribute)
        && attribute.Type == RowAttributeType.Boolean
        && Value(attribute).SequenceEqual("true"u8);

    /// <returns>The maps in a list; none when there is no such attribute, or it is not a list.</returns>
    public IReadOnlyList<T> Maps<T>(string name, RowReader<T> read)
    {
        var maps = new List<T>();
        if (!TryFind(name, out var attribute) || attribute.Type != RowAttributeType.List)
        {
            return maps;
        }

        var list = Value(attribute);
        var json = AwsJson.Read(list);
        var parser = new RowParser();
        while (RowParser.Next(ref json) != JsonTokenType.EndArray)
        {
            if (RowParser.TypeOfValue(ref json) == RowAttributeType.Map)
            {
                maps.Add(read(parser.Parse(list, ref json)));
            }
            else
            {
                json.Skip();
            }

            RowParser.Require(RowParser.Next(ref json) == JsonTokenType.EndObject);
        }

        return maps;
    }

    /// <summary>The attributes as a key of the table or of an index.</summary>
    /// <exception cref="JsonException">They are not a key.</exception>
    internal Dictionary<string, AttributeValue> ToKey()
    {
        var key = new Dictionary<string, AttributeValue>();
        foreach (var attribute in Attributes)
        {
            key[Encoding.UTF8.GetString(_json[attribute.Name])] = attribute.Type switch
            {
                RowAttributeType.Text => new(Decode(attribute)),
                RowAttributeType.Number => new() { N = Decode(attribute) },
                RowAttributeType.Binary
                    when AwsJson.Read(Value(attribute)).TryGetBytesFromBase64(out var bytes) => new()
                {
                    B = new MemoryStream(bytes),
                },
                _ => throw new JsonException("A key of DynamoDB has a value of another type."),
            };
        }

        return key;
    }

    private string? Find(string name, RowAttributeType type) =>
        TryFind(name, out var attribute) && attribute.Type == type ? Decode(attribute) : null;

    private bool TryFind(string name, out RowAttribute found)
    {
        foreach (var attribute in Attributes)
        {
            if (Ascii.Equals(_json[attribute.Name], name))
            {
                found = attribute;
                return true;
            }
        }

        found = default;
        return false;
    }

    private ReadOnlySpan<byte> Value(RowAttribute attribute) => _json[attribute.Value];

    private string Decode(RowAttribute attribute) => AwsJson.Text(Value(attribute));
}

/// <summary>Where an attribute is in a response.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Value">The JSON value beside the type.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowAttribute(Range Name, RowAttributeType Type, Range Value);

internal enum RowAttributeType : byte
{
    /// <summary>One that <see cref="Row"/> does not read.</summary>
    Other,
    Text,
    Number,
    Binary,
    Boolean,
    List,
    Map,
}
