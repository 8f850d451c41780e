using System.Text.Json;
using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>A row that is valid after its response.</summary>
public sealed class RowCopy
{
    private readonly byte[] _json;
    private readonly RowAttribute[] _attributes;

    /// <param name="json">The row in DynamoDB's JSON.</param>
    /// <exception cref="JsonException">It is not a row.</exception>
    public RowCopy(ReadOnlySpan<byte> json)
    {
        _json = json.ToArray();
        var reader = AwsJson.Read(_json);
        _attributes = new RowParser().Parse(_json, ref reader).Attributes.ToArray();
    }

    public T Read<T>(RowReader<T> read) => read(new Row(_json, _attributes));
}
