using System.Text.Json;
using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>A row that is valid after its response.</summary>
public sealed class RowCopy
{
    private readonly byte[] _json;

    /// <param name="json">The row in DynamoDB's JSON.</param>
    /// <exception cref="JsonException">It is not a row.</exception>
    public RowCopy(ReadOnlySpan<byte> json)
    {
        _json = json.ToArray();
        Read(_ => true);
    }

    public T Read<T>(RowReader<T> read)
    {
        var json = AwsJson.Read(_json);
        return read(new RowParser().Parse(_json, ref json));
    }
}
