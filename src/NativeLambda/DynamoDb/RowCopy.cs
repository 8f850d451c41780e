using System.Text.Json;

namespace NativeLambda.DynamoDb;

/// <summary>A row that is valid after its response.</summary>
public sealed class RowCopy
{
    private readonly byte[] _json;

    /// <param name="json">The row in DynamoDB's JSON.</param>
    public RowCopy(ReadOnlySpan<byte> json) => _json = json.ToArray();

    public T Read<T>(RowReader<T> read)
    {
        var json = new Utf8JsonReader(_json);
        json.Read();
        return read(new RowParser().Parse(_json, ref json));
    }
}
