using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>Bodies as a whole: their type, size and syntax.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class BodyTests(StackFixture shared)
{
    private const int Limit = 64 * 1024;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/vnd.items.v1+json; charset=utf-8")]
    [InlineData(null)]
    public async Task Json_is_read_whatever_it_is_called(string? contentType)
    {
        var created = await shared.Client.CallAsync(
            "POST",
            Api.Items,
            Api.ItemWith("name", "\"é😀\""),
            contentType
        );
        created.Status.Should().Be(201);
        created.Text("name").Should().Be("é😀");

        var changed = await shared.Client.CallAsync(
            "PUT",
            Api.Item(created.ItemId),
            """{"name": "ü"}""",
            contentType
        );
        changed.Status.Should().Be(200);
        changed.Text("name").Should().Be("ü");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/xml")]
    [InlineData("application/jsonx")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Other_types_are_refused(string contentType)
    {
        foreach (var (method, path) in new[] { ("POST", Api.Items), ("PUT", Api.Item("abc")) })
        {
            var answer = await shared.Client.CallAsync(method, path, Api.Mug, contentType);

            answer.ShouldBe(415, """{"detail": "Unsupported Media Type"}""");
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    public async Task A_body_may_have_64_KiB_and_no_byte_more(string contentType)
    {
        var largest = await shared.Client.CallAsync("POST", Api.Items, ItemOf(Limit), contentType);
        var tooLarge = await shared.Client.CallAsync("POST", Api.Items, ItemOf(Limit + 1), contentType);
        var change = await shared.Client.CallAsync("PUT", Api.Item("abc"), ItemOf(Limit + 1), contentType);

        largest.Status.Should().Be(201);
        tooLarge.ShouldBe(413, """{"detail": "Content Too Large"}""");
        change.ShouldBe(413, """{"detail": "Content Too Large"}""");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_missing_body_is_named(string? body)
    {
        foreach (var (method, path) in new[] { ("POST", Api.Items), ("PUT", Api.Item("abc")) })
        {
            var answer = await shared.Client.CallAsync(method, path, body);

            answer.ShouldBeRefused("""[{"loc": ["body"], "msg": "Field required", "type": "missing"}]""");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"name\": \"a\"}]")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("true")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        foreach (var (method, path) in new[] { ("POST", Api.Items), ("PUT", Api.Item("abc")) })
        {
            (await shared.Client.CallAsync(method, path, body)).ShouldBeRefused(
                """
                [{
                  "loc": ["body"],
                  "msg": "Input should be a valid dictionary or object to extract fields from",
                  "type": "model_attributes_type"
                }]
                """
            );
        }
    }

    [Theory]
    [InlineData("hello", 0)]
    [InlineData("{", 1)]
    [InlineData("{'a': 1}", 1)]
    [InlineData("{\"name\": }", 9)]
    [InlineData("{\"é😀\": }", 7)]
    [InlineData("{\"name\": \"a\"", 12)]
    [InlineData("{} x", 3)]
    [InlineData("\n\n{]", 3)]
    [InlineData("{\n\"name\": \"é😀\",\n\"price\": x}", 25)]
    public async Task Broken_syntax_is_located_in_code_points(string body, int offset)
    {
        foreach (var (method, path) in new[] { ("POST", Api.Items), ("PUT", Api.Item("abc")) })
        {
            var answer = await shared.Client.CallAsync(method, path, body);

            answer.ShouldBeRefused(
                $$"""[{"loc": ["body", {{offset}}], "msg": "JSON decode error", "type": "json_invalid"}]"""
            );
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"name\":[")]
    public async Task A_nesting_bomb_is_refused_and_does_no_harm(string level)
    {
        string bomb = string.Concat(Enumerable.Repeat(level, Limit / level.Length));

        var answer = await shared.Client.CallAsync("POST", Api.Items, bomb);

        answer.Status.Should().Be(422);
        ((string?)answer.Json["detail"]![0]!["type"]).Should().Be("json_invalid");
        await shared.Client.CreateAsync();
    }

    [Fact]
    public async Task A_nesting_bomb_above_the_size_limit_is_too_large()
    {
        var answer = await shared.Client.CallAsync("POST", Api.Items, new string('[', 100_000));

        answer.ShouldBe(413, """{"detail": "Content Too Large"}""");
        await shared.Client.CreateAsync();
    }

    [Fact]
    public async Task The_last_of_repeated_fields_counts()
    {
        var created = await shared.Client.CreateAsync(
            """{"name": 1, "price": 1, "category": "c", "name": "first", "price": 2, "name": "last"}"""
        );

        created.Text("name").Should().Be("last");
        created.Raw("price").Should().Be("2");
    }

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        var created = await shared.Client.CreateAsync(
            """{"item_id": "mine", "Name": 1, "price": 1, "name": "a", "category": "c", "x": [{"y": null}], "": 1e999}"""
        );

        created.ItemId.Should().NotBe("mine");
        created.Text("name").Should().Be("a");
        created.Body.Should().NotContain("\"x\"");
    }

    /// <summary>An item with so much ignored text in it that it has this many bytes.</summary>
    private static string ItemOf(int bytes)
    {
        const string Head = """{"name": "a", "price": 1, "category": "c", "x": """;
        return $"{Head}\"{new string('x', bytes - Head.Length - 3)}\"}}";
    }
}
