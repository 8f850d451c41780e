using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;
using NativeLambda.Http;
using NativeLambda.Transport;
using ThirdParty.Ionic.Zlib;

namespace NativeLambda.DynamoDb;

/// <summary>Adapts a response to the input of the SDK's unmarshallers.</summary>
internal sealed class DynamoDbResponse(HttpResponseReader response) : IWebResponseData
{
    private const string Checksum = "x-amz-crc32";

    public long ContentLength => response.Body.Length;

    public string? ContentType => GetHeaderValue("content-type");

    public HttpStatusCode StatusCode => (HttpStatusCode)response.Status;

    public bool IsSuccessStatusCode => response.Status is >= 200 and < 300;

    /// <exception cref="AmazonServiceException">An error response.</exception>
    /// <exception cref="ProcessMustEndException">The credentials have expired.</exception>
    /// <exception cref="AmazonUnmarshallingException">The response is malformed, or does not match its checksum.</exception>
    public AmazonWebServiceResponse Unmarshall(JsonResponseUnmarshaller unmarshaller)
    {
        MemoryMarshal.TryGetArray(response.Body, out var body);
        if (!IsIntact(body))
        {
            throw new AmazonUnmarshallingException(
                GetHeaderValue("x-amzn-requestid"),
                "",
                new InvalidDataException($"The response does not match its {Checksum}."),
                StatusCode
            );
        }

        using var context = new JsonUnmarshallerContext(
            new MemoryStream(body.Array!, body.Offset, body.Count, writable: false),
            maintainResponseBody: false,
            this,
            isException: false
        );
        return IsSuccessStatusCode
            ? unmarshaller.UnmarshallResponse(context)
            : throw DynamoDbError.Read(body, StatusCode, context);
    }

    public bool IsHeaderPresent(string headerName) => GetHeaderValue(headerName) is not null;

    public string? GetHeaderValue(string headerName) => response.Header(Encoding.ASCII.GetBytes(headerName));

    // Hidden from the SDK, which would verify it again, and not for error responses or chunked ones.
    string? IWebResponseData.GetHeaderValue(string headerName) =>
        headerName == Checksum ? null : GetHeaderValue(headerName);

    // Not used by the JSON protocol.
    IHttpResponseBody? IWebResponseData.ResponseBody => null;

    string[] IWebResponseData.GetHeaderNames() => throw new NotSupportedException();

    IEventStreamHeader IWebResponseData.GetEventStreamHeader(string headerName) =>
        throw new NotSupportedException();

    bool IWebResponseData.IsEventHeaderPresent(string headerName) => false;

    /// <summary>Whether the body matches the checksum header, if there is one.</summary>
    private bool IsIntact(ArraySegment<byte> body)
    {
        var expected = response.HeaderBytes("x-amz-crc32"u8);
        if (expected.IsEmpty)
        {
            return true;
        }

        using var calculator = new CrcCalculatorStream(Stream.Null);
        calculator.Write(body.Array!, body.Offset, body.Count);
        return uint.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out uint checksum)
            && checksum == (uint)calculator.Crc32;
    }
}
