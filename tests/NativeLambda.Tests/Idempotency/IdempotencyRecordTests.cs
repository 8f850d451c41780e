using Amazon.DynamoDBv2.Model;
using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Tests.DynamoDb;
using NativeLambda.Tests.Routing;

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

        Read(attributes).Should().Be(Record);
        attributes["expiration"].N.Should().Be("172800", "the unit is epoch seconds");
    }

    [Fact]
    public void A_record_of_an_earlier_version_has_no_status_and_is_of_a_create()
    {
        var attributes = Record.ToAttributes(DateTimeOffset.UnixEpoch);
        attributes.Remove("status").Should().BeTrue();

        Read(attributes).Should().Be(Record with { Status = 201 });
    }

    [Fact]
    public void The_recorded_response_has_the_status_location_and_tag_of_the_first_one()
    {
        var request = new Request { Method = Method.Post, Path = default };
        IdempotentRequest idempotent = new(new Caller("c", null, null), new IdempotencyKey("k"), "part");
        Result<int>[] results =
        [
            Result.Accepted(7, "/work/7"),
            Result.Created(7, "/numbers/7").WithETag("1"),
            Result.Ok(7),
        ];
        foreach (var first in results)
        {
            var record = IdempotencyRecord.Of(idempotent, first, SampleJsonContext.Default.Int32);
            record = Read(record.ToAttributes(DateTimeOffset.UnixEpoch));

            var replayed = record.ToResult<int>().ToResponse(request, SampleJsonContext.Default.Int32);

            var expected = first
                .With("idempotent-replayed", "true")
                .ToResponse(request, SampleJsonContext.Default.Int32);
            replayed.Status.Should().Be(expected.Status);
            replayed.Headers.Should().Equal(expected.Headers);
            replayed.Body.ToArray().Should().Equal(expected.Body.ToArray());
        }
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

    private static IdempotencyRecord Read(Dictionary<string, AttributeValue> attributes) =>
        MarshalledRow.Of(attributes).Read(IdempotencyRecord.From);
}
