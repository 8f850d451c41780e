namespace Items.EndToEnd.Tests;

/// <summary>Creates with an <c>Idempotency-Key</c>.</summary>
public sealed class IdempotencyTests(IdempotencyFixture fixture) : IClassFixture<IdempotencyFixture>
{
    [Fact]
    public async Task A_repeated_request_gets_the_first_response_byte_for_byte()
    {
        string key = NewKey();

        var first = await CreateAsync(key, ItemsApi.Mug);
        var again = await CreateAsync(key, ItemsApi.Mug);
        await fixture.Client.UpdateAsync(first.ItemId, """{"price": 7}""");
        var afterChange = await CreateAsync(key, ItemsApi.Mug);
        await fixture.Client.DeleteItemAsync(first.ItemId);
        var afterDelete = await CreateAsync(key, ItemsApi.Mug);

        first.Status.Should().Be(201);
        first.Header("idempotent-replayed").Should().BeNull();
        foreach (var replay in (ApiResponse[])[again, afterChange, afterDelete])
        {
            (replay.Status, replay.Body, replay.ETag, replay.Headers.Location)
                .Should()
                .Be((201, first.Body, first.ETag, first.Headers.Location));
            replay.Header("idempotent-replayed").Should().Be("true");
        }

        (await fixture.Client.GetItemAsync(first.ItemId)).Status.Should().Be(404, "a replay creates nothing");
    }

    [Theory]
    [InlineData("name", "\"Other mug\"")]
    [InlineData("description", "null")]
    [InlineData("price", "12.51")]
    [InlineData("category", "\"Kitchen\"")]
    public async Task A_key_of_another_request_is_an_error(string field, string value)
    {
        string key = NewKey();
        var first = await CreateAsync(key, ItemsApi.Mug);

        var other = await CreateAsync(key, ItemsApi.MugWith(field, value));

        other.ShouldHaveValueError("header", "idempotency-key");
        (await CreateAsync(key, ItemsApi.Mug)).Body.Should().Be(first.Body);
    }

    [Theory]
    [InlineData("""{"category":"kitchen","price":1.250e1,"description":"Stoneware","name":"Blue mug"}""")]
    [InlineData(
        """{"name": "\u0042lue mug", "description": "Stoneware", "price": 12.50, "category": "kitchen", "more": 1}"""
    )]
    public async Task The_same_request_in_other_JSON_is_the_same_request(string body)
    {
        string key = NewKey();
        var first = await CreateAsync(key, ItemsApi.Mug);

        var again = await CreateAsync(key, body);

        (again.Status, again.Body).Should().Be((201, first.Body));
        again.Header("idempotent-replayed").Should().Be("true");
    }

    [Fact]
    public async Task A_missing_and_a_null_description_are_the_same_request()
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

        var first = await CreateAsync($"\"{key}\"", ItemsApi.Mug);
        var again = await CreateAsync(key, ItemsApi.Mug);

        again.Body.Should().Be(first.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("256")]
    public async Task A_malformed_key_is_an_error_and_creates_nothing(string key)
    {
        key = key == "256" ? new string('k', 256) : key;
        string name = $"malformed {Guid.NewGuid()}";

        (await CreateAsync(key, ItemsApi.MugNamed(name))).ShouldHaveValueError("header", "idempotency-key");

        (await fixture.Tables.FindByNameAsync(name)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_of_an_invalid_request_can_be_used_again()
    {
        string key = NewKey();

        (await CreateAsync(key, ItemsApi.MugWith("price", "0"))).Status.Should().Be(422);

        var created = await CreateAsync(key, ItemsApi.Mug);
        (created.Status, created.Header("idempotent-replayed")).Should().Be((201, null));
    }

    [Fact]
    public async Task An_expired_record_counts_as_absent()
    {
        string key = NewKey();
        var first = await CreateAsync(key, ItemsApi.Mug);
        var record = (await fixture.Tables.FindRecordsAsync(first.ItemId)).Single();
        Expiration(record).Should().BeCloseTo(DateTimeOffset.UtcNow.AddHours(24), TimeSpan.FromMinutes(5));
        await fixture.Tables.SetExpirationAsync(record["id"].S, DateTimeOffset.UtcNow.AddMinutes(-1));

        var second = await CreateAsync(key, ItemsApi.MugWith("name", "\"Another day\""));
        var again = await CreateAsync(key, ItemsApi.MugWith("name", "\"Another day\""));

        second.Status.Should().Be(201);
        second.Header("idempotent-replayed").Should().BeNull();
        second.ItemId.Should().NotBe(first.ItemId);
        again.Body.Should().Be(second.Body);
        (await fixture.Client.GetItemAsync(first.ItemId))
            .Status.Should()
            .Be(200, "the record has expired, not the item");
    }

    [Fact]
    public async Task One_of_100_concurrent_requests_creates_and_all_get_its_response()
    {
        string key = NewKey();
        string name = $"at once {Guid.NewGuid()}";

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => CreateAsync(key, ItemsApi.MugNamed(name)))
        );

        responses.Select(response => response.Status).Should().AllBeEquivalentTo(201);
        responses.Select(response => response.Body).Distinct().Should().ContainSingle();
        responses.Count(response => response.Header("idempotent-replayed") is null).Should().Be(1);
        (await fixture.Tables.FindByNameAsync(name)).Should().ContainSingle();
        (await fixture.Tables.FindRecordsAsync(name)).Should().ContainSingle();
    }

    [Fact]
    public async Task Lasting_transaction_conflicts_are_a_409()
    {
        // A request whose deadline comes during an attempt has an unknown outcome, which is a 503. On a busy machine
        // that can happen to all requests of a round.
        ApiResponse? conflict = null;
        for (int round = 0; round < 5 && conflict is null; round++)
        {
            var responses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConflictAsync()));
            responses.Select(response => response.Status).Should().BeSubsetOf([409, 503]);
            conflict = responses.FirstOrDefault(response => response.Status == 409);
        }

        conflict.Should().NotBeNull();
        conflict!.RetryAfter.Should().BePositive();
    }

    private Task<ApiResponse> ConflictAsync()
    {
        string name = $"conflict {Guid.NewGuid()}";
        fixture.Proxy.Break(name, WriteFaults.Conflict);
        return CreateAsync(NewKey(), ItemsApi.MugNamed(name));
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static DateTimeOffset Expiration(
        Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> record
    ) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(record["expiration"].N));

    private Task<ApiResponse> CreateAsync(string key, string body) =>
        fixture.Client.CallAsync("POST", ItemsApi.Items, body, headers: [("Idempotency-Key", key)]);
}

public sealed class IdempotencyFixture() : FaultyTableFixture(concurrency: 100);
