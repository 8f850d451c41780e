using System.Text;
using NativeLambda.Http;
using NativeLambda.Routing;

namespace NativeLambda.Tests.Routing;

public sealed class RequestBinderTests
{
    private const string Valid = """ "name":"Mug","price":1,"category":"kitchen" """;

    [Fact]
    public void Every_wrong_field_is_reported_at_once_in_model_order()
    {
        var (_, answer) = BindCreate("""{"category":"","price":0,"description":7,"name":null}""");

        answer
            .Should()
            .Be(
                """{"detail":["""
                    + """{"loc":["body","name"],"msg":"Input should be a valid string","type":"string_type"},"""
                    + """{"loc":["body","description"],"msg":"Input should be a valid string","type":"string_type"},"""
                    + """{"loc":["body","price"],"msg":"Input should be greater than 0","type":"greater_than"},"""
                    + """{"loc":["body","category"],"msg":"String should have at least 1 character","type":"string_too_short"}"""
                    + "]}"
            );
    }

    [Theory]
    [InlineData("""{"price":1,"category":"k"}""", "name", "missing")]
    [InlineData("""{"name":["x"],"price":1,"category":"k"}""", "name", "string_type")]
    [InlineData("""{"name":{"a":{"b":[]}},"price":1,"category":"k"}""", "name", "string_type")]
    [InlineData("""{"name":"\ud800","price":1,"category":"k"}""", "name", "string_unicode")]
    [InlineData("""{"name":"x\udc00","price":1,"category":"k"}""", "name", "string_unicode")]
    [InlineData("""{"name":"x","price":"1","category":"k"}""", "price", "float_type")]
    [InlineData("""{"name":"x","price":true,"category":"k"}""", "price", "float_type")]
    [InlineData("""{"name":"x","price":null,"category":"k"}""", "price", "float_type")]
    [InlineData("""{"name":"x","price":-1,"category":"k"}""", "price", "greater_than")]
    [InlineData("""{"name":"x","price":1e400,"category":"k"}""", "price", "decimal_max_digits")]
    public void A_wrong_field_has_the_type_that_Pydantic_gives_it(string body, string field, string type)
    {
        var (_, answer) = BindCreate(body);

        answer
            .Should()
            .StartWith($$"""{"detail":[{"loc":["body","{{field}}"],"msg":""")
            .And.EndWith($$""","type":"{{type}}"}]}""");
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_an_error_of_their_field()
    {
        byte[] body = [.. "{\"name\":\""u8, 0xFF, .. "\",\"price\":1,\"category\":\"k\"}"u8];

        var (_, answer) = BindCreate(body);

        answer.Should().Contain("string_unicode").And.Contain("\"name\"");
    }

    [Theory]
    [InlineData("", """["body"]""", "missing")]
    [InlineData("null", """["body"]""", "missing")]
    [InlineData("[]", """["body"]""", "model_attributes_type")]
    [InlineData("\"text\"", """["body"]""", "model_attributes_type")]
    [InlineData("17", """["body"]""", "model_attributes_type")]
    [InlineData("{\"name\": }", """["body",9]""", "json_invalid")]
    [InlineData("{\n \"näme\": ?}", """["body",11]""", "json_invalid")]
    [InlineData("[1 2", """["body",3]""", "json_invalid")]
    [InlineData("{\"name\":\"x\"} tail", """["body",13]""", "json_invalid")]
    [InlineData("{\"name\":NaN}", """["body",8]""", "json_invalid")]
    public void A_body_that_is_no_object_is_refused_as_a_whole(string body, string location, string type)
    {
        var (_, answer) = BindCreate(body);

        answer
            .Should()
            .StartWith($$"""{"detail":[{"loc":{{location}},"msg":""")
            .And.EndWith($$""","type":"{{type}}"}]}""");
    }

    [Fact]
    public void A_nesting_bomb_is_invalid_JSON()
    {
        string bomb = new('[', 30_000);

        var (_, answer) = BindCreate("{" + Valid + ",\"extra\":" + bomb);

        answer.Should().Contain("json_invalid");
    }

    [Fact]
    public void A_lone_surrogate_in_a_name_is_no_crash()
    {
        var (_, answer) = BindCreate("{" + Valid + ",\"\\ud800\":1}");

        answer.Should().Contain("json_invalid");
    }

    [Fact]
    public void Of_a_field_sent_twice_the_last_counts()
    {
        var (create, _) = BindCreate("{\"name\":7," + Valid + "}");

        create!.Name.Value.Should().Be("Mug");
    }

    [Fact]
    public void Unknown_fields_and_a_byte_order_mark_are_ignored()
    {
        var (create, answer) = BindCreate("\uFEFF{" + Valid + ",\"extra\":{\"deep\":[1,{\"er\":null}]}}");

        answer.Should().BeNull();
        create!.Category.Value.Should().Be("kitchen");
    }

    [Fact]
    public void Lengths_count_code_points()
    {
        string emoji = string.Concat(Enumerable.Repeat("🍵", 100));

        BindCreate($$"""{"name":"{{emoji}}","price":1,"category":"k"}""").Answer.Should().BeNull();
        BindCreate($$"""{"name":"{{emoji}}🍵","price":1,"category":"k"}""")
            .Answer.Should()
            .Contain("String should have at most 100 characters");
    }

    [Fact]
    public void An_update_takes_null_as_not_sent()
    {
        var binder = new RequestBinder(Request("""{"name":null,"price":null}"""u8.ToArray()));

        var changes = binder.Body(SampleJsonContext.Default.SampleBody, new SamplePatchValidator());

        binder.Error.Should().BeNull();
        (changes!.Name.HasValue, changes.Price.HasValue).Should().Be((false, false));
    }

    [Theory]
    [InlineData(null, 201)]
    [InlineData("application/json", 201)]
    [InlineData("Application/JSON; charset=utf-8", 201)]
    [InlineData("application/merge-patch+json", 201)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData("text/x+json", 415)]
    public void A_content_type_that_is_not_JSON_is_415(string? contentType, int status)
    {
        var binder = new RequestBinder(Request(Encoding.UTF8.GetBytes("{" + Valid + "}"), contentType));

        binder.Body(SampleJsonContext.Default.SampleBody, new SampleBodyValidator());

        (binder.Error?.Status ?? 201).Should().Be(status);
    }

    [Theory]
    [InlineData(64 * 1024, null)]
    [InlineData((64 * 1024) + 1, 413)]
    public void A_body_over_64_KiB_is_413(int length, int? status)
    {
        string body = "{" + Valid + ",\"pad\":\"" + new string('x', length);
        byte[] exact = Encoding.UTF8.GetBytes(body[..(length - 2)] + "\"}");
        var binder = new RequestBinder(Request(exact));

        binder.Body(SampleJsonContext.Default.SampleBody, new SampleBodyValidator());

        (binder.Error?.Status).Should().Be(status);
    }

    [Theory]
    [InlineData("", 20, null)]
    [InlineData("limit=7", 7, null)]
    [InlineData("limit=7&limit=8", 8, null)]
    [InlineData("limit=%2B9", 9, null)]
    [InlineData("other=3&limit=%31%30", 10, null)]
    [InlineData("limit=", 20, "int_parsing")]
    [InlineData("limit", 20, "int_parsing")]
    [InlineData("limit=ten", 20, "int_parsing")]
    [InlineData("limit=1_0", 20, "int_parsing")]
    [InlineData("limit=0", 20, "greater_than_equal")]
    [InlineData("limit=-99999999999999999999", 20, "greater_than_equal")]
    [InlineData("limit=101", 20, "less_than_equal")]
    [InlineData("limit=99999999999999999999", 20, "less_than_equal")]
    public void A_number_in_the_query_is_parsed_and_bounded(string query, int value, string? error)
    {
        var binder = new RequestBinder(
            new Request
            {
                Method = Method.Get,
                Path = default,
                Query = Encoding.UTF8.GetBytes(query),
            }
        );

        (binder.QueryInt32("limit", 1, 100) ?? 20).Should().Be(value);

        if (error is null)
        {
            binder.Error.Should().BeNull();
        }
        else
        {
            Text(binder.Error)
                .Should()
                .StartWith("""{"detail":[{"loc":["query","limit"],""")
                .And.Contain($"\"{error}\"");
        }
    }

    private static (SampleBody? Create, string? Answer) BindCreate(string body) =>
        BindCreate(Encoding.UTF8.GetBytes(body));

    private static (SampleBody? Create, string? Answer) BindCreate(byte[] body)
    {
        var binder = new RequestBinder(Request(body));
        var create = binder.Body(SampleJsonContext.Default.SampleBody, new SampleBodyValidator());
        if (binder.Error is { } response)
        {
            response.Status.Should().Be(422);
        }

        return (create, Text(binder.Error));
    }

    private static Request Request(byte[] body, string? contentType = "application/json") =>
        new()
        {
            Method = Method.Post,
            Path = default,
            Headers = contentType is null
                ? []
                : [new Header("content-type"u8.ToArray(), Encoding.UTF8.GetBytes(contentType))],
            Body = body,
        };

    private static string? Text(Response? response) =>
        response is null ? null : Encoding.UTF8.GetString(response.Body.Span);
}
