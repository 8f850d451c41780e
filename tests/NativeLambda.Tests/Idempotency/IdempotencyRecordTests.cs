using NativeLambda.Idempotency;

namespace NativeLambda.Tests.Idempotency;

public sealed class IdempotencyRecordTests
{
    private static readonly IdempotencyRecord Record = new("id", "print", "/place", "\"1\"", """{"a":"ü"}""");

    [Fact]
    public void A_record_comes_back_as_it_was_written()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);

        var attributes = Record.ToAttributes(now);

        IdempotencyRecord.From(attributes).Should().Be(Record);
        attributes["expiration"].N.Should().Be("172800", "it lasts 24 hours, in epoch seconds");
    }

    [Fact]
    public void A_hash_tells_apart_what_runs_together_to_the_same_text()
    {
        string[] hashes =
        [
            IdempotencyRecord.Hash("a", "b"),
            IdempotencyRecord.Hash("b", "a"),
            IdempotencyRecord.Hash("ab", ""),
            IdempotencyRecord.Hash("", "ab"),
            IdempotencyRecord.Hash("ab"),
            IdempotencyRecord.Hash("ab", null),
            IdempotencyRecord.Hash("1:a", "b"),
            IdempotencyRecord.Hash("a1:b"),
        ];

        hashes.Should().OnlyHaveUniqueItems();
        IdempotencyRecord.Hash("a", "b").Should().Be(hashes[0]).And.MatchRegex("^[0-9a-f]{64}$");
    }
}
