using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;
using Items.Api.Transport;

namespace Items.Api.DynamoDb;

/// <summary>A reply as the SDK's unmarshallers take it.</summary>
internal sealed class DynamoDbReply(HttpReplyReader reply) : IWebResponseData
{
    public long ContentLength => reply.Body.Length;

    public string? ContentType => GetHeaderValue("content-type");

    public HttpStatusCode StatusCode => (HttpStatusCode)reply.Status;

    public bool IsSuccessStatusCode => reply.Status is >= 200 and < 300;

    /// <exception cref="AmazonServiceException">The reply is a refusal.</exception>
    /// <exception cref="AmazonUnmarshallingException">It is no answer, or not the one that was sent.</exception>
    public AmazonWebServiceResponse Unmarshall(JsonResponseUnmarshaller unmarshaller)
    {
        using var body = new MemoryStream(reply.Body.ToArray(), writable: false);
        using var context = new Context(body, this);
        if (!IsSuccessStatusCode)
        {
            var refusal = DynamoDbRefusal.Read(reply.Body.Span, StatusCode, context);
            throw context.IsIntact() ? refusal : Garbled();
        }

        var response = unmarshaller.UnmarshallResponse(context);
        return context.IsIntact() ? response : throw Garbled();
    }

    public bool IsHeaderPresent(string headerName) => GetHeaderValue(headerName) is not null;

    public string? GetHeaderValue(string headerName) => reply.Header(Encoding.ASCII.GetBytes(headerName));

    // The JSON protocol of DynamoDB needs none of the rest.
    IHttpResponseBody? IWebResponseData.ResponseBody => null;

    string[] IWebResponseData.GetHeaderNames() => throw new NotSupportedException();

    IEventStreamHeader IWebResponseData.GetEventStreamHeader(string headerName) =>
        throw new NotSupportedException();

    bool IWebResponseData.IsEventHeaderPresent(string headerName) => false;

    private AmazonUnmarshallingException Garbled() =>
        new(
            GetHeaderValue("x-amzn-requestid"),
            "",
            new InvalidDataException("The reply does not match its x-amz-crc32."),
            StatusCode
        );

    private sealed class Context(Stream body, DynamoDbReply reply)
        : JsonUnmarshallerContext(body, maintainResponseBody: false, reply, isException: false)
    {
        /// <summary>Reads the rest.</summary>
        /// <returns>Whether all of it matches the checksum that came with it, if there was one.</returns>
        public bool IsIntact()
        {
            Stream.CopyTo(Stream.Null);
            return CrcStream is null || CrcStream.Crc32 == Crc32Result;
        }
    }
}
