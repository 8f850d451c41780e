using System.Text.Json;
using NativeLambda.Aws;

namespace NativeLambda.Queues;

/// <summary>The response of <c>SendMessageBatch</c>: status 200 does not mean that every message was accepted.</summary>
/// <param name="Sent">Entry ids of the accepted messages.</param>
/// <param name="Rejected">A message that SQS will never accept; null when there is none.</param>
/// <param name="FailureCode">Of a message that can be sent again; null when there is none.</param>
internal sealed record SentBatch(HashSet<string> Sent, AwsServiceException? Rejected, string? FailureCode)
{
    /// <exception cref="IOException">The response is not that of <c>SendMessageBatch</c>.</exception>
    public static SentBatch Read(ReadOnlySpan<byte> json)
    {
        var batch = new SentBatch([], null, null);
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isSent = reader.ValueTextEquals("Successful"u8);
                bool isFailed = reader.ValueTextEquals("Failed"u8);
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray || !(isSent || isFailed))
                {
                    reader.Skip();
                    continue;
                }

                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    batch = isSent ? batch.AddSent(ref reader) : batch.AddFailed(ref reader);
                }
            }

            return batch;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException("The response of AmazonSQS.SendMessageBatch is malformed.", e);
        }
    }

    private SentBatch AddSent(ref Utf8JsonReader reader)
    {
        if (Entry.Read(ref reader).Id is { } id)
        {
            Sent.Add(id);
        }

        return this;
    }

    private SentBatch AddFailed(ref Utf8JsonReader reader)
    {
        var (_, code, message, isSenderFault) = Entry.Read(ref reader);
        return isSenderFault
            ? this with
            {
                Rejected = new AwsServiceException(code, $"SQS rejects a message: {code}: {message}", 400),
            }
            : this with
            {
                FailureCode = code,
            };
    }

    private readonly record struct Entry(string? Id, string? Code, string? Message, bool IsSenderFault)
    {
        /// <param name="reader">At the start of the entry; afterwards at its end.</param>
        public static Entry Read(ref Utf8JsonReader reader)
        {
            var entry = new Entry();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Id"u8))
                {
                    entry = entry with { Id = NextText(ref reader) };
                }
                else if (reader.ValueTextEquals("Code"u8))
                {
                    entry = entry with { Code = NextText(ref reader) };
                }
                else if (reader.ValueTextEquals("Message"u8))
                {
                    entry = entry with { Message = NextText(ref reader) };
                }
                else if (reader.ValueTextEquals("SenderFault"u8))
                {
                    reader.Read();
                    entry = entry with { IsSenderFault = reader.GetBoolean() };
                }
                else
                {
                    reader.Skip();
                }
            }

            return entry;
        }

        private static string? NextText(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.GetString();
        }
    }
}
