using NativeLambda.Idempotency;

namespace NativeLambda.Tests.Idempotency;

public sealed class IdempotencyRecordTests
{
    private static readonly IdempotencyRecord Record = new(
        "id",
        "print",
        202,
        "/place",
        "\"1\"",
        """{"a":"ü"}"""
    );

    [Fact]
    public void A_record_is_read_as_it_was_written_and_expires_after_24_hours()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);

        var attributes = Record.ToAttributes(now);

        IdempotencyRecord.From(attributes).Should().Be(Record);
        attributes["expiration"].N.Should().Be("172800", "the unit is epoch seconds");
    }

    [Fact]
    public void Lists_of_parts_that_concatenate_to_the_same_text_have_different_hashes()
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
