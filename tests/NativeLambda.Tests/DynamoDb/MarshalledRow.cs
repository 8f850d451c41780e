using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime.Internal;
using NativeLambda.DynamoDb;

namespace NativeLambda.Tests.DynamoDb;

internal static class MarshalledRow
{
    /// <returns>The row as DynamoDB returns it: in the JSON in which the SDK writes it.</returns>
    public static RowCopy Of(Dictionary<string, AttributeValue> attributes)
    {
        using var request = PutItemRequestMarshaller.Instance.Marshall(
            new PutItemRequest { Item = attributes }
        );
        using var json = JsonDocument.Parse(((PooledContentStream)request.ContentStream).Content);
        return new RowCopy(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("Item").GetRawText()));
    }
}
