using System.Text.Json;

namespace Items.LocalHost.EventSources;

/// <summary>The function's response to a batch, which names the messages that failed.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html</remarks>
internal static class BatchResponse
{
    /// <param name="payload">The response, such as <c>{"batchItemFailures":[{"itemIdentifier":"…"}]}</c>.</param>
    /// <param name="ids">Of the messages of the batch.</param>
    /// <returns>Ids of the messages that failed; null when the response is invalid, and all of them failed.</returns>
    public static IReadOnlySet<string>? ReadFailures(ReadOnlyMemory<byte> payload, IReadOnlySet<string> ids)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var failures = new HashSet<string>(StringComparer.Ordinal);
            if (
                document.RootElement.ValueKind == JsonValueKind.Null
                || !document.RootElement.TryGetProperty("batchItemFailures", out var list)
                || list.ValueKind == JsonValueKind.Null
            )
            {
                return failures;
            }

            foreach (var failure in list.EnumerateArray())
            {
                if (failure.GetProperty("itemIdentifier").GetString() is not { } id || !ids.Contains(id))
                {
                    return null;
                }

                failures.Add(id);
            }

            return failures;
        }
        catch (Exception invalid)
            when (invalid is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not JSON, or of another shape.
            return null;
        }
    }
}
