using System.Text;
using NativeLambda.Http;
using NativeLambda.Routing;
using static NativeLambda.Tests.Routing.ResponseErrors;

namespace NativeLambda.Tests.Routing;

public sealed class RequestBinderBodyTests
{
    private const string Valid = """ "name":"Mug","price":1,"category":"kitchen" """;

    [Fact]
    public void All_invalid_fields_are_reported_in_the_order_of_the_rules()
    {
        var (_, error) = Bind("""{"category":"","price":0,"description":7,"name":null}""");

        error!.Status.Should().Be(422);
        Encoding
            .UTF8.GetString(error.Body.Span)
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
    public void An_invalid_field_has_one_error_of_the_type_that_Pydantic_uses(
        string body,
        string field,
        string type
    ) => Errors(Bind(body).Error).Should().Equal($"""["body","{field}"] {type}""");

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_an_error_of_their_field()
    {
        byte[] body = [.. "{\"name\":\""u8, 0xFF, .. "\",\"price\":1,\"category\":\"k\"}"u8];

        Errors(Bind(body).Error).Should().Equal("""["body","name"] string_unicode""");
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
    public void A_body_that_is_not_a_JSON_object_has_one_error(string body, string location, string type) =>
        Errors(Bind(body).Error).Should().Equal($"{location} {type}");

    [Theory]
    [InlineData("17", """["body","parent"] model_attributes_type""")]
    [InlineData("[]", """["body","parent"] model_attributes_type""")]
    [InlineData("{\"parent\":\"text\"}", """["body","parent","parent"] model_attributes_type""")]
    [InlineData("{\"\\ud800\":1}", """["body",20] json_invalid""")]
    public void A_member_that_should_be_an_object_has_an_error_at_its_path(string parent, string error) =>
        Errors(Bind($$"""{"parent":{{parent}}}""").Error).Should().Equal(error);

    [Fact]
    public void A_body_that_is_nested_too_deeply_or_has_a_lone_surrogate_as_name_is_invalid_JSON()
    {
        foreach (string member in (string[])[$"\"extra\":{new string('[', 30_000)}", "\"\\ud800\":1}"])
        {
            var (_, error) = Bind("{" + Valid + "," + member);

            Errors(error).Should().ContainSingle().Which.Should().EndWith("json_invalid");
        }
    }

    [Theory]
    [InlineData("{\"name\":7," + Valid + "}")]
    [InlineData("\uFEFF{" + Valid + ",\"extra\":{\"deep\":[1,{\"er\":null}]}}")]
    public void The_last_of_two_members_with_one_name_is_used_and_unknown_members_and_a_byte_order_mark_are_ignored(
        string json
    )
    {
        var (body, error) = Bind(json);

        error.Should().BeNull();
        body!.Name.Value.Should().Be("Mug");
        body.Category.Value.Should().Be("kitchen");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101, """["body","name"] string_too_long""")]
    public void Lengths_are_counted_in_code_points(int length, params string[] errors)
    {
        string name = string.Concat(Enumerable.Repeat("🍵", length));

        Errors(Bind($$"""{"name":"{{name}}","price":1,"category":"k"}""").Error).Should().Equal(errors);
    }

    [Fact]
    public void Null_counts_as_absent_for_a_field_that_is_not_required()
    {
        var binder = new RequestBinder(Request("""{"name":null,"price":null}"""u8.ToArray()));

        var changes = binder.Body(SampleJsonContext.Default.SampleBody, new SamplePatchValidator());

        binder.Error.Should().BeNull();
        (changes!.Name.HasValue, changes.Price.HasValue).Should().Be((false, false));
    }

    [Fact]
    public void A_field_that_is_not_nullable_may_be_absent_and_neither_null_nor_of_another_type()
    {
        var binder = new RequestBinder(Request("""{"stock":null,"is_active":"yes"}"""u8.ToArray()));

        binder.Body(SampleJsonContext.Default.SampleBody, new SampleNonNullableValidator());

        Errors(binder.Error)
            .Should()
            .Equal("""["body","stock"] int_type""", """["body","is_active"] bool_type""");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("application/merge-patch+json", true)]
    [InlineData("Application/Merge-Patch+JSON; charset=utf-8", true)]
    [InlineData("application/json", true)]
    [InlineData("application/json-patch+json", false)]
    [InlineData("application/vnd.notes+json", false)]
    [InlineData("text/plain", false)]
    public void The_body_of_a_PATCH_is_a_merge_patch_or_a_415_that_lists_the_accepted_types(
        string? contentType,
        bool isAccepted
    )
    {
        var binder = new RequestBinder(Request("{}"u8.ToArray(), contentType, Method.Patch));

        var body = binder.Body(SampleJsonContext.Default.SampleBody);

        (body is not null, binder.Error is null).Should().Be((isAccepted, isAccepted));
        if (binder.Error is { } error)
        {
            error.Status.Should().Be(415);
            error
                .Headers.Should()
                .Contain(
                    new KeyValuePair<string, string>(
                        "accept-patch",
                        "application/merge-patch+json, application/json"
                    )
                );
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("application/json", null)]
    [InlineData("Application/JSON; charset=utf-8", null)]
    [InlineData("application/merge-patch+json", null)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData("text/x+json", 415)]
    public void A_body_of_another_type_than_JSON_is_415(string? contentType, int? status)
    {
        var (_, error) = Bind(Encoding.UTF8.GetBytes("{" + Valid + "}"), contentType);

        int? actual = error?.Status;
        actual.Should().Be(status);
    }

    [Fact]
    public void A_body_of_more_than_64_KiB_is_413()
    {
        const int Maximum = 64 * 1024;

        Bind(BodyOfLength(Maximum)).Error.Should().BeNull();
        Bind(BodyOfLength(Maximum + 1)).Error!.Status.Should().Be(413);

        static byte[] BodyOfLength(int length)
        {
            string start = "{" + Valid + ",\"pad\":\"";
            return Encoding.UTF8.GetBytes(start + new string('x', length - start.Length - 2) + "\"}");
        }
    }

    private static (SampleBody? Body, Response? Error) Bind(string body) =>
        Bind(Encoding.UTF8.GetBytes(body));

    private static (SampleBody? Body, Response? Error) Bind(
        byte[] body,
        string? contentType = "application/json"
    )
    {
        var binder = new RequestBinder(Request(body, contentType));
        return (binder.Body(SampleJsonContext.Default.SampleBody, new SampleBodyValidator()), binder.Error);
    }

    private static Request Request(
        byte[] body,
        string? contentType = "application/json",
        Method method = Method.Post
    ) =>
        new()
        {
            Method = method,
            Path = default,
            Headers = contentType is null
                ? []
                : [new Header("content-type"u8.ToArray(), Encoding.UTF8.GetBytes(contentType))],
            Body = body,
        };
}
