using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NativeLambda.Aws;
using NativeLambda.Http;
using NativeLambda.Transport;
using ThirdParty.Ionic.Zlib;

namespace NativeLambda.DynamoDb;

/// <summary>Reads the JSON of a successful response.</summary>
internal delegate T BodyReader<out T>(ReadOnlySpan<byte> json);

internal static class DynamoDbResponse
{
    /// <exception cref="AwsServiceException">An error response.</exception>
    /// <exception cref="ProcessMustEndException">The service does not accept the credentials.</exception>
    /// <exception cref="IOException">The response is malformed, or does not match its checksum.</exception>
    public static T Read<T>(HttpResponseReader response, BodyReader<T> read)
    {
        if (!IsIntact(response))
        {
            throw new IOException("The response of DynamoDB does not match its checksum.");
        }

        var body = response.Body.Span;
        try
        {
            return response.Status is >= 200 and < 300
                ? read(body)
                : throw DynamoDbError.Read(body, response.Status);
        }
        catch (JsonException e)
        {
            throw new IOException($"The response of DynamoDB is malformed: {e.Message}", e);
        }
    }

    /// <summary>Whether the body matches the checksum header, if there is one.</summary>
    private static bool IsIntact(HttpResponseReader response)
    {
        var expected = response.HeaderBytes("x-amz-crc32"u8);
        if (expected.IsEmpty)
        {
            return true;
        }

        MemoryMarshal.TryGetArray(response.Body, out var body);
        using var calculator = new CrcCalculatorStream(Stream.Null);
        calculator.Write(body.Array!, body.Offset, body.Count);
        return uint.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out uint checksum)
            && checksum == (uint)calculator.Crc32;
    }
}
