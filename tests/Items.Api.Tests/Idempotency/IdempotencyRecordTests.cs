using System.Text;
using System.Text.Json.Nodes;
using Items.Api.Idempotency;
using Items.Api.Lambda;
using Items.Api.Tests.Fixtures;

namespace Items.Api.Tests.Idempotency;

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

    [Theory]
    [InlineData("""{"sub": "user", "client_id": "app"}""", "user")]
    [InlineData("""{"client_id": "app"}""", "app")]
    [InlineData("""{"sub": "", "client_id": "app"}""", "app")]
    [InlineData("""{"scope": "items/write"}""", "")]
    public void A_key_belongs_to_the_user_or_to_the_application_that_acts_for_itself(
        string claims,
        string caller
    )
    {
        var request = HttpApiEvent.Read(EventWith(claims));

        request.Caller.Should().Be(caller);
    }

    [Fact]
    public void Callers_do_not_meet_each_others_keys()
    {
        var callers = (
            (string[])["""{"sub": "a"}""", """{"sub": "b"}""", """{"client_id": "c"}""", "{}"]
        ).Select(claims => HttpApiEvent.Read(EventWith(claims)).Caller);

        callers.Select(caller => IdempotencyRecord.Hash(caller, "key")).Should().OnlyHaveUniqueItems();
    }

    private static byte[] EventWith(string claims)
    {
        var json = JsonNode.Parse(Fixture.Read("http-v2.put-item.json"))!;
        json["requestContext"]!["authorizer"] = new JsonObject
        {
            ["jwt"] = new JsonObject { ["claims"] = JsonNode.Parse(claims) },
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
