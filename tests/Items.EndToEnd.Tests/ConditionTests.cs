using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>ETags and the conditions on them.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class ConditionTests(StackFixture shared)
{
    private const string Absent = "0198c3a4-0000-7000-8000-000000000000";

    /// <summary>The item's tag is "2". Whether the header's list holds it, weakly and strongly compared.</summary>
    public static TheoryData<string, bool, bool> Headers() =>
        new()
        {
            { "\"2\"", true, true },
            { "*", true, true },
            { " * ", true, true },
            { "\"1\", \"2\"", true, true },
            { "\"1\",\"2\" , \"3\"", true, true },
            { ",, \"2\",", true, true },
            { "\"other,text\", \"2\"", true, true },
            { "W/\"1\", \"2\"", true, true },
            { "W/\"2\"", true, false },
            { "\"1\", W/\"2\"", true, false },
            { "\"1\"", false, false },
            { "\"02\"", false, false },
            { "\"\"", false, false },
            { "\"-2\"", false, false },
            { "\"99999999999999999999\"", false, false },
            { "\"somebody's\"", false, false },
        };

    public static TheoryData<string> Malformed() =>
        [
            "2",
            "\"2",
            "2\"",
            "\"2\" \"3\"",
            "\"2\"x",
            "w/\"2\"",
            "W/2",
            "*, \"2\"",
            "\"2\", *",
            ",",
            "\"a b\"",
        ];

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task If_None_Match_compares_weakly(string header, bool matches, bool _)
    {
        var item = await SecondVersionAsync();

        var get = await CallAsync("GET", item.ItemId, "If-None-Match", header);
        var head = await CallAsync("HEAD", item.ItemId, "If-None-Match", header);

        (get.Status, get.ETag).Should().Be((matches ? 304 : 200, "\"2\""));
        get.Body.Should().Be(matches ? "" : item.Body);
        (head.Status, head.ETag, head.Body).Should().Be((get.Status, get.ETag, ""));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task If_Match_compares_strongly(string header, bool _, bool matches)
    {
        var item = await SecondVersionAsync();

        var empty = await CallAsync("PUT", item.ItemId, "If-Match", header, "{}");
        var put = await CallAsync("PUT", item.ItemId, "If-Match", header, """{"price": 8}""");

        (empty.Status, empty.ETag).Should().Be(matches ? (200, "\"2\"") : (412, null));
        (put.Status, put.ETag).Should().Be(matches ? (200, "\"3\"") : (412, null));
        if (!matches)
        {
            put.ShouldBe(412, """{"detail": "Precondition Failed"}""");
            (await CallAsync("DELETE", item.ItemId, "If-Match", header)).Status.Should().Be(412);
            (await shared.Client.GetItemAsync(item.ItemId)).ShouldBe(200, item.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task If_Match_decides_about_a_delete(string header, bool _, bool matches)
    {
        var item = await SecondVersionAsync();

        var delete = await CallAsync("DELETE", item.ItemId, "If-Match", header);

        delete.Status.Should().Be(matches ? 204 : 412);
        (await shared.Client.GetItemAsync(item.ItemId)).Status.Should().Be(matches ? 404 : 200);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"somebody's\"")]
    [InlineData("*")]
    public async Task What_is_not_there_is_not_found_whatever_the_condition(string header)
    {
        (await CallAsync("PUT", Absent, "If-Match", header, "{}")).Status.Should().Be(404);
        (await CallAsync("PUT", Absent, "If-Match", header, """{"price": 8}""")).Status.Should().Be(404);
        (await CallAsync("DELETE", Absent, "If-Match", header)).Status.Should().Be(404);
        (await CallAsync("GET", Absent, "If-None-Match", header)).Status.Should().Be(404);
        (await shared.Client.GetItemAsync(Absent)).Status.Should().Be(404);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_list_is_refused(string header)
    {
        var item = await shared.Client.CreateAsync();

        Refused(await CallAsync("GET", item.ItemId, "If-None-Match", header), "if-none-match");
        Refused(await CallAsync("PUT", item.ItemId, "If-Match", header, """{"price": 8}"""), "if-match");
        Refused(await CallAsync("DELETE", item.ItemId, "If-Match", header), "if-match");
        (await shared.Client.GetItemAsync(item.ItemId)).ShouldBe(200, item.Body);
    }

    [Fact]
    public async Task A_long_list_is_served_and_an_endless_one_refused()
    {
        var item = await shared.Client.CreateAsync();

        var longest = await CallAsync("PUT", item.ItemId, "If-Match", Tags(100), """{"price": 8}""");
        var tooLong = await CallAsync("PUT", item.ItemId, "If-Match", Tags(101), """{"price": 9}""");

        longest.Status.Should().Be(200);
        Refused(tooLong, "if-match");
    }

    [Fact]
    public async Task A_wrong_header_and_a_wrong_body_are_told_at_once()
    {
        var answer = await CallAsync("PUT", Absent, "If-Match", "2", """{"price": 0}""");

        answer.Status.Should().Be(422);
        answer.Json["detail"]!
            .AsArray()
            .Select(error => error!["loc"]!.ToJsonString())
            .Should()
            .BeEquivalentTo("""["header","if-match"]""", """["body","price"]""");
    }

    [Fact]
    public async Task Of_50_clients_that_read_and_write_back_none_overwrites_another()
    {
        const int Clients = 50;
        await using var stack = await LocalStack.StartAsync(new StackOptions { Concurrency = Clients });
        string id = (await stack.Client.CreateAsync(Api.ItemWith("price", "1"))).ItemId;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => IncrementAsync(stack.Client, id)));

        var item = await stack.Client.GetItemAsync(id);
        item.Raw("price").Should().Be($"{1 + Clients}");
        item.ETag.Should().Be($"\"{1 + Clients}\"");
    }

    private static async Task IncrementAsync(HttpClient client, string id)
    {
        int status;
        do
        {
            var read = await client.GetItemAsync(id);
            int price = (int)read.Json["price"]!;
            var write = await client.CallAsync(
                "PUT",
                Api.Item(id),
                $$"""{"price": {{price + 1}}}""",
                headers: [("If-Match", read.ETag!)]
            );
            status = write.Status;
            status.Should().BeOneOf(200, 412);
        } while (status != 200);
    }

    private static string Tags(int count) =>
        string.Join(',', Enumerable.Range(1, count).Select(i => $"\"{i}\""));

    private static void Refused(Answer answer, string header)
    {
        answer.Status.Should().Be(422, "the answer is {0}", answer.Body);
        var error = answer.Json["detail"]!.AsArray().Should().ContainSingle().Subject!;
        error["loc"]!.ToJsonString().Should().Be($"""["header","{header}"]""");
        ((string?)error["type"]).Should().Be("value_error");
    }

    private async Task<Answer> SecondVersionAsync()
    {
        var created = await shared.Client.CreateAsync();
        created.ETag.Should().Be("\"1\"");
        return await shared.Client.CallAsync("PUT", Api.Item(created.ItemId), """{"price": 7}""");
    }

    private Task<Answer> CallAsync(
        string method,
        string id,
        string header,
        string value,
        string? body = null
    ) => shared.Client.CallAsync(method, Api.Item(id), body, headers: [(header, value)]);
}
