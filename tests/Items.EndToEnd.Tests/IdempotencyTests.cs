using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>Creates with an <c>Idempotency-Key</c>.</summary>
public sealed class IdempotencyTests(IdempotencyFixture stack) : IClassFixture<IdempotencyFixture>
{
    [Fact]
    public async Task A_repetition_gets_the_first_answer_byte_for_byte()
    {
        string key = NewKey();

        var first = await CreateAsync(key, Api.Mug);
        var again = await CreateAsync(key, Api.Mug);
        await stack.Client.CallAsync("PUT", Api.Item(first.ItemId), """{"price": 7}""");
        var afterChange = await CreateAsync(key, Api.Mug);
        await stack.Client.CallAsync("DELETE", Api.Item(first.ItemId));
        var afterDelete = await CreateAsync(key, Api.Mug);

        first.Status.Should().Be(201);
        first.Header("idempotent-replayed").Should().BeNull();
        foreach (var replay in (Answer[])[again, afterChange, afterDelete])
        {
            (replay.Status, replay.Body, replay.ETag, replay.Headers.Location)
                .Should()
                .Be((201, first.Body, first.ETag, first.Headers.Location));
            replay.Header("idempotent-replayed").Should().Be("true");
        }

        (await stack.Client.GetItemAsync(first.ItemId)).Status.Should().Be(404, "a replay creates nothing");
    }

    [Theory]
    [InlineData("name", "\"Other mug\"")]
    [InlineData("description", "null")]
    [InlineData("price", "12.51")]
    [InlineData("category", "\"Kitchen\"")]
    public async Task A_key_that_was_used_for_something_else_is_refused(string field, string value)
    {
        string key = NewKey();
        var first = await CreateAsync(key, Api.Mug);

        var other = await CreateAsync(key, Api.ItemWith(field, value));

        Refused(other);
        (await CreateAsync(key, Api.Mug)).Body.Should().Be(first.Body);
    }

    [Theory]
    [InlineData("""{"category":"kitchen","price":1.250e1,"description":"Stoneware","name":"Blue mug"}""")]
    [InlineData(
        """{"name": "\u0042lue mug", "description": "Stoneware", "price": 12.50, "category": "kitchen", "more": 1}"""
    )]
    public async Task The_same_request_in_other_JSON_is_the_same_request(string body)
    {
        string key = NewKey();
        var first = await CreateAsync(key, Api.Mug);

        var again = await CreateAsync(key, body);

        (again.Status, again.Body).Should().Be((201, first.Body));
        again.Header("idempotent-replayed").Should().Be("true");
    }

    [Fact]
    public async Task No_description_and_null_are_the_same_request()
    {
        string key = NewKey();
        var first = await CreateAsync(key, """{"name": "n", "price": 1, "category": "c"}""");

        var again = await CreateAsync(
            key,
            """{"name": "n", "price": 1, "category": "c", "description": null}"""
        );

        again.Body.Should().Be(first.Body);
    }

    [Fact]
    public async Task A_key_is_the_same_quoted_and_bare()
    {
        string key = NewKey();

        var first = await CreateAsync($"\"{key}\"", Api.Mug);
        var again = await CreateAsync(key, Api.Mug);

        again.Body.Should().Be(first.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("256")]
    public async Task A_malformed_key_is_refused_and_creates_nothing(string key)
    {
        key = key == "256" ? new string('k', 256) : key;
        string name = $"malformed {Guid.NewGuid()}";

        Refused(await CreateAsync(key, Api.ItemWith("name", $"\"{name}\"")));

        (await stack.Tables.FindByNameAsync(name)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_longest_key_is_taken() =>
        (await CreateAsync(NewKey().PadRight(255, '~'), Api.Mug)).Status.Should().Be(201);

    [Fact]
    public async Task A_request_that_was_refused_leaves_its_key_free()
    {
        string key = NewKey();

        (await CreateAsync(key, Api.ItemWith("price", "0"))).Status.Should().Be(422);

        var created = await CreateAsync(key, Api.Mug);
        (created.Status, created.Header("idempotent-replayed")).Should().Be((201, null));
    }

    [Fact]
    public async Task A_record_past_its_time_counts_as_absent()
    {
        string key = NewKey();
        var first = await CreateAsync(key, Api.Mug);
        var record = (await stack.Tables.FindRecordsAsync(first.ItemId)).Single();
        Expiration(record).Should().BeCloseTo(DateTimeOffset.UtcNow.AddHours(24), TimeSpan.FromMinutes(5));
        await stack.Tables.SetExpirationAsync(record["id"].S, DateTimeOffset.UtcNow.AddMinutes(-1));

        var second = await CreateAsync(key, Api.ItemWith("name", "\"Another day\""));
        var again = await CreateAsync(key, Api.ItemWith("name", "\"Another day\""));

        second.Status.Should().Be(201);
        second.Header("idempotent-replayed").Should().BeNull();
        second.ItemId.Should().NotBe(first.ItemId);
        again.Body.Should().Be(second.Body);
        (await stack.Client.GetItemAsync(first.ItemId)).Status.Should().Be(200, "the item is not the record");
    }

    [Fact]
    public async Task Of_100_simultaneous_requests_one_creates_and_all_get_its_answer()
    {
        string key = NewKey();
        string name = $"at once {Guid.NewGuid()}";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => CreateAsync(key, Api.ItemWith("name", $"\"{name}\"")))
        );

        answers.Select(answer => answer.Status).Should().AllBeEquivalentTo(201);
        answers.Select(answer => answer.Body).Distinct().Should().ContainSingle();
        answers.Count(answer => answer.Header("idempotent-replayed") is null).Should().Be(1);
        (await stack.Tables.FindByNameAsync(name)).Should().ContainSingle();
        (await stack.Tables.FindRecordsAsync(name)).Should().ContainSingle();
    }

    [Fact]
    public async Task Conflicts_that_last_are_told_as_a_conflict()
    {
        // One that is interrupted in the middle of an attempt does not know, and says 503. On a machine that is busy
        // with other things that can happen to all of a round.
        Answer? conflict = null;
        for (int round = 0; round < 5 && conflict is null; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConflictAsync()));
            answers.Select(answer => answer.Status).Should().BeSubsetOf([409, 503]);
            conflict = answers.FirstOrDefault(answer => answer.Status == 409);
        }

        conflict.Should().NotBeNull();
        conflict!.Headers.RetryAfter?.Delta.Should().BePositive();
    }

    private Task<Answer> ConflictAsync()
    {
        string name = $"conflict {Guid.NewGuid()}";
        stack.Proxy.Break(name, WriteFaults.Conflict);
        return CreateAsync(NewKey(), Api.ItemWith("name", $"\"{name}\""));
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static DateTimeOffset Expiration(
        Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> record
    ) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(record["expiration"].N));

    private static void Refused(Answer answer)
    {
        answer.Status.Should().Be(422, "the answer is {0}", answer.Body);
        var error = answer.Json["detail"]!.AsArray().Should().ContainSingle().Subject!;
        error["loc"]!.ToJsonString().Should().Be("""["header","idempotency-key"]""");
        ((string?)error["type"]).Should().Be("value_error");
    }

    private Task<Answer> CreateAsync(string key, string body) =>
        stack.Client.CallAsync("POST", Api.Items, body, headers: [("Idempotency-Key", key)]);
}

public sealed class IdempotencyFixture() : FaultyTableFixture(concurrency: 100);
