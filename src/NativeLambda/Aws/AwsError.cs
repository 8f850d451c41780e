using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Aws;

/// <summary>The error response of AWS's JSON protocols.</summary>
internal static class AwsError
{
    /// <param name="body">JSON, unless a proxy has responded.</param>
    /// <returns>
    /// The type without its namespace, and the message; null for what is missing, both when a proxy has responded.
    /// </returns>
    public static (string? Code, string? Message) Read(ReadOnlySpan<byte> body)
    {
        string? type = null;
        string? message = null;
        try
        {
            var reader = AwsJson.Read(body);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals("__type"u8);
                bool isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
                reader.Read();
                if (isType)
                {
                    type = reader.GetString();
                }
                else if (isMessage)
                {
                    message = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, message);
        }

        // com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException
        return (type?[(type.LastIndexOf('#') + 1)..], message);
    }

    /// <summary>Whether the service no longer accepts the credentials, which the process reads once.</summary>
    public static bool IsOfCredentials(string? code) =>
        code
            is "ExpiredTokenException"
                or "ExpiredToken"
                or "UnrecognizedClientException"
                or "InvalidClientTokenId";

    public static ProcessMustEndException CredentialsRejected(
        string service,
        string? code,
        string? message
    ) => new($"{service} does not accept the credentials: {code}: {message}");
}
