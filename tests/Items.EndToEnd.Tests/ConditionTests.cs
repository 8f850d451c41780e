namespace Items.EndToEnd.Tests;

/// <summary>Entity tags, <c>If-Match</c> and <c>If-None-Match</c>.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class ConditionTests(SharedApiFixture shared)
{
    private static readonly string[] Updates = ["PUT", "PATCH"];

    private const string MissingId = "0198c3a4-0000-7000-8000-000000000000";

    /// <summary>Headers, and whether they match the tag "2" in a weak and in a strong comparison.</summary>
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
            { "\"another\"", false, false },
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
        foreach (string method in Updates)
        {
            var item = await SecondVersionAsync();

            var empty = await CallAsync(method, item.ItemId, "If-Match", header, "{}");
            var changed = await CallAsync(method, item.ItemId, "If-Match", header, """{"price": 8}""");

            (empty.Status, empty.ETag).Should().Be(matches ? (200, "\"2\"") : (412, null));
            (changed.Status, changed.ETag).Should().Be(matches ? (200, "\"3\"") : (412, null));
            if (!matches)
            {
                changed.ShouldBe(412, """{"detail": "Precondition Failed"}""");
                (await shared.Client.GetItemAsync(item.ItemId)).ShouldBe(200, item.Body);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task If_Match_is_the_condition_of_a_delete(string header, bool _, bool matches)
    {
        var item = await SecondVersionAsync();

        var delete = await CallAsync("DELETE", item.ItemId, "If-Match", header);

        delete.Status.Should().Be(matches ? 204 : 412);
        (await shared.Client.GetItemAsync(item.ItemId)).Status.Should().Be(matches ? 404 : 200);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"another\"")]
    [InlineData("*")]
    public async Task A_missing_item_is_404_with_any_condition(string header)
    {
        foreach (string method in Updates)
        {
            (await CallAsync(method, MissingId, "If-Match", header, "{}")).Status.Should().Be(404);
            (await CallAsync(method, MissingId, "If-Match", header, """{"price": 8}"""))
                .Status.Should()
                .Be(404);
        }

        (await CallAsync("DELETE", MissingId, "If-Match", header)).Status.Should().Be(404);
        (await CallAsync("GET", MissingId, "If-None-Match", header)).Status.Should().Be(404);
        (await shared.Client.GetItemAsync(MissingId)).Status.Should().Be(404);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_list_is_an_error_and_changes_nothing(string header)
    {
        var item = await shared.Client.CreateAsync();

        (await CallAsync("GET", item.ItemId, "If-None-Match", header)).ShouldHaveValueError(
            "header",
            "if-none-match"
        );
        foreach (string method in Updates)
        {
            (
                await CallAsync(method, item.ItemId, "If-Match", header, """{"price": 8}""")
            ).ShouldHaveValueError("header", "if-match");
        }

        (await CallAsync("DELETE", item.ItemId, "If-Match", header)).ShouldHaveValueError(
            "header",
            "if-match"
        );
        (await shared.Client.GetItemAsync(item.ItemId)).ShouldBe(200, item.Body);
    }

    [Fact]
    public async Task Errors_of_header_and_body_are_reported_together()
    {
        var response = await CallAsync("PUT", MissingId, "If-Match", "2", """{"price": 0}""");

        response.Status.Should().Be(422);
        response.Json["detail"]!
            .AsArray()
            .Select(error => error!["loc"]!.ToJsonString())
            .Should()
            .BeEquivalentTo("""["header","if-match"]""", """["body","price"]""");
    }

    [Fact]
    public async Task Of_50_clients_that_increment_a_price_none_overwrites_another()
    {
        const int Clients = 50;
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { Concurrency = Clients });
        string id = (await api.Client.CreateAsync(ItemsApi.MugWith("price", "1"))).ItemId;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => IncrementAsync(api.Client, id)));

        var item = await api.Client.GetItemAsync(id);
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
                ItemsApi.Item(id),
                $$"""{"price": {{price + 1}}}""",
                headers: [("If-Match", read.ETag!)]
            );
            status = write.Status;
            status.Should().BeOneOf(200, 412);
        } while (status != 200);
    }

    private async Task<ApiResponse> SecondVersionAsync()
    {
        var created = await shared.Client.CreateAsync();
        created.ETag.Should().Be("\"1\"");
        return await shared.Client.UpdateAsync(created.ItemId, """{"price": 7}""");
    }

    private Task<ApiResponse> CallAsync(
        string method,
        string id,
        string header,
        string value,
        string? body = null
    ) => shared.Client.CallAsync(method, ItemsApi.Item(id), body, headers: [(header, value)]);
}
