namespace Items.LocalHost.Queues;

/// <summary>A change of one or several messages; one of its members has a value.</summary>
internal sealed record JournalLine
{
    /// <summary>A message that was sent, or moved from another queue.</summary>
    public SqsMessage? Put { get; init; }

    /// <summary>Ids of messages that were received.</summary>
    public IReadOnlyList<string>? Received { get; init; }

    /// <summary>When they were received.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Ids of messages that were deleted.</summary>
    public IReadOnlyList<string>? Deleted { get; init; }

    public void ApplyTo(OrderedDictionary<string, SqsMessage> messages)
    {
        if (Put is not null)
        {
            messages[Put.Id] = Put;
        }

        foreach (string id in Received ?? [])
        {
            if (messages.TryGetValue(id, out var message))
            {
                messages[id] = message with
                {
                    ReceiveCount = message.ReceiveCount + 1,
                    FirstReceivedAt = message.FirstReceivedAt ?? At,
                };
            }
        }

        foreach (string id in Deleted ?? [])
        {
            messages.Remove(id);
        }
    }
}
