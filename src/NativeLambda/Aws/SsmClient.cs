using System.Buffers;
using System.Text.Json;

namespace NativeLambda.Aws;

/// <summary>The Parameter Store of Systems Manager.</summary>
/// <param name="client">For the service <c>ssm</c>, with <c>application/x-amz-json-1.1</c>.</param>
public sealed class SsmClient(AwsJsonClient client)
{
    /// <summary>Reads a parameter, decrypted if it is a <c>SecureString</c>. Transient errors are repeated.</summary>
    /// <returns>Null when there is no such parameter.</returns>
    /// <inheritdoc cref="AwsJsonClient.Call" path="/exception"/>
    public string? GetParameter(string name, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, name);
            json.WriteBoolean("WithDecryption"u8, true);
            json.WriteEndObject();
        }

        try
        {
            return AwsJsonClient.Retry(
                attemptToken =>
                    ReadValue(client.Call("AmazonSSM.GetParameter", body.WrittenSpan, attemptToken).Span),
                cancellationToken
            );
        }
        catch (AwsServiceException e) when (e.Code == "ParameterNotFound")
        {
            return null;
        }
    }

    private static string ReadValue(ReadOnlySpan<byte> response)
    {
        var reader = new Utf8JsonReader(response);
        try
        {
            // {"Parameter": {"Value": "…", …}}
            for (int depth = 1; depth <= 2; depth++)
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals(depth == 1 ? "Parameter"u8 : "Value"u8))
                    {
                        break;
                    }

                    reader.Skip();
                }
            }

            return reader.Read() && reader.GetString() is { } value ? value : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException("The response of AmazonSSM.GetParameter has no value.", e);
        }
    }
}
