using Items.EndToEnd.Tests.Contract;

namespace Items.EndToEnd.Tests;

/// <summary>Request bodies as a whole: content type, size and syntax.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class BodyTests(SharedApiFixture shared)
{
    private static readonly int Limit = OpenApiDocument.Shared.BodyLimit;

    private static readonly (string Method, string Path)[] Writes =
    [
        ("POST", ItemsApi.Items),
        ("PUT", ItemsApi.Item("abc")),
        ("PATCH", ItemsApi.Item("abc")),
    ];

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/vnd.items.v1+json; charset=utf-8")]
    [InlineData(null)]
    public async Task Every_content_type_of_JSON_is_accepted(string? contentType)
    {
        var created = await shared.Client.CallAsync(
            "POST",
            ItemsApi.Items,
            ItemsApi.MugWith("name", "\"é😀\""),
            contentType
        );
        created.Status.Should().Be(201);
        created.Text("name").Should().Be("é😀");

        var changed = await shared.Client.CallAsync(
            "PUT",
            ItemsApi.Item(created.ItemId),
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
    public async Task Other_content_types_are_rejected_with_415(string contentType)
    {
        foreach (var (method, path) in Writes)
        {
            var response = await shared.Client.CallAsync(method, path, ItemsApi.Mug, contentType);

            response.ShouldBe(415, """{"detail": "Unsupported Media Type"}""");
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    public async Task A_body_is_at_most_as_large_as_the_contract_says(string contentType)
    {
        var largest = await shared.Client.CallAsync("POST", ItemsApi.Items, ItemOf(Limit), contentType);
        var tooLarge = await shared.Client.CallAsync("POST", ItemsApi.Items, ItemOf(Limit + 1), contentType);
        var change = await shared.Client.CallAsync(
            "PUT",
            ItemsApi.Item("abc"),
            ItemOf(Limit + 1),
            contentType
        );

        largest.Status.Should().Be(201);
        tooLarge.ShouldBe(413, """{"detail": "Content Too Large"}""");
        change.ShouldBe(413, """{"detail": "Content Too Large"}""");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_missing_body_is_an_error(string? body)
    {
        foreach (var (method, path) in Writes)
        {
            var response = await shared.Client.CallAsync(method, path, body);

            response.ShouldHaveErrors("""[{"loc": ["body"], "msg": "Field required", "type": "missing"}]""");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"name\": \"a\"}]")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("true")]
    public async Task A_body_that_is_not_an_object_is_an_error(string body)
    {
        foreach (var (method, path) in Writes)
        {
            (await shared.Client.CallAsync(method, path, body)).ShouldHaveErrors(
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
    public async Task A_syntax_error_has_its_position_in_code_points(string body, int offset)
    {
        foreach (var (method, path) in Writes)
        {
            var response = await shared.Client.CallAsync(method, path, body);

            response.ShouldHaveErrors(
                $$"""[{"loc": ["body", {{offset}}], "msg": "JSON decode error", "type": "json_invalid"}]"""
            );
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"name\":[")]
    public async Task Deeply_nested_JSON_is_an_error_and_the_next_request_is_served(string level)
    {
        string nested = string.Concat(Enumerable.Repeat(level, Limit / level.Length));

        var response = await shared.Client.CallAsync("POST", ItemsApi.Items, nested);

        response.Status.Should().Be(422);
        ((string?)response.Json["detail"]![0]!["type"]).Should().Be("json_invalid");
        await shared.Client.CreateAsync();
    }

    [Fact]
    public async Task The_last_of_repeated_fields_is_used()
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

    /// <returns>JSON of an item with that many bytes, most of them in an ignored field.</returns>
    private static string ItemOf(int bytes)
    {
        const string Head = """{"name": "a", "price": 1, "category": "c", "x": """;
        return $"{Head}\"{new string('x', bytes - Head.Length - 3)}\"}}";
    }
}
