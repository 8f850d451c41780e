using System.Globalization;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;
using Items.Api.Transport;
using ThirdParty.Ionic.Zlib;

namespace Items.Api.DynamoDb;

/// <summary>A reply as the SDK's unmarshallers take it.</summary>
internal sealed class DynamoDbReply(HttpReplyReader reply) : IWebResponseData
{
    private const string Checksum = "x-amz-crc32";

    public long ContentLength => reply.Body.Length;

    public string? ContentType => GetHeaderValue("content-type");

    public HttpStatusCode StatusCode => (HttpStatusCode)reply.Status;

    public bool IsSuccessStatusCode => reply.Status is >= 200 and < 300;

    /// <exception cref="AmazonServiceException">The reply is a refusal.</exception>
    /// <exception cref="AmazonUnmarshallingException">It is no answer, or not the one that was sent.</exception>
    public AmazonWebServiceResponse Unmarshall(JsonResponseUnmarshaller unmarshaller)
    {
        byte[] body = reply.Body.ToArray();
        if (!IsIntact(body))
        {
            throw new AmazonUnmarshallingException(
                GetHeaderValue("x-amzn-requestid"),
                "",
                new InvalidDataException($"The reply does not match its {Checksum}."),
                StatusCode
            );
        }

        using var context = new JsonUnmarshallerContext(
            new MemoryStream(body, writable: false),
            maintainResponseBody: false,
            this,
            isException: false
        );
        return IsSuccessStatusCode
            ? unmarshaller.UnmarshallResponse(context)
            : throw DynamoDbRefusal.Read(body, StatusCode, context);
    }

    public bool IsHeaderPresent(string headerName) => GetHeaderValue(headerName) is not null;

    public string? GetHeaderValue(string headerName) => reply.Header(Encoding.ASCII.GetBytes(headerName));

    // The SDK would verify it once more, but neither refusals nor replies in chunks.
    string? IWebResponseData.GetHeaderValue(string headerName) =>
        headerName == Checksum ? null : GetHeaderValue(headerName);

    // The JSON protocol of DynamoDB needs none of the rest.
    IHttpResponseBody? IWebResponseData.ResponseBody => null;

    string[] IWebResponseData.GetHeaderNames() => throw new NotSupportedException();

    IEventStreamHeader IWebResponseData.GetEventStreamHeader(string headerName) =>
        throw new NotSupportedException();

    bool IWebResponseData.IsEventHeaderPresent(string headerName) => false;

    /// <summary>Whether the body matches the checksum that came with it, if there was one.</summary>
    private bool IsIntact(byte[] body)
    {
        if (GetHeaderValue(Checksum) is not { } expected)
        {
            return true;
        }

        using var calculator = new CrcCalculatorStream(Stream.Null);
        calculator.Write(body, 0, body.Length);
        return uint.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out uint checksum)
            && checksum == (uint)calculator.Crc32;
    }
}
