using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>A generated router passes the values of a request to its endpoints, and reports invalid ones.</summary>
public sealed class RouterBindingTests
{
    private const string Id = "019a9f0c-8b1d-7e02-a3c4-0f5d9e8b7a61";

    [Theory]
    [InlineData("/text/a b", "", "a b")]
    [InlineData("/guid/" + Id, "", Id)]
    [InlineData("/int/-7", "", "-7")]
    [InlineData("/bool/true", "", "True")]
    [InlineData("/bool/True", "", "True")]
    [InlineData("/bool/off", "", "False")]
    [InlineData("/query", "", "20  False   ")]
    [InlineData(
        "/query",
        "limit=7&from=8&archived=1&flag=false&text=x&author=" + Id,
        "7 8 True False x " + Id
    )]
    [InlineData("/default", "", "* 00000000-0000-0000-0000-000000000000 newest")]
    [InlineData("/default", "author=" + Id + "&sort_order=oldest", "* " + Id + " oldest")]
    public void Values_of_path_and_query_are_converted(string path, string query, string result)
    {
        var response = NotesProgram.Router.Send(Method.Get, path, query);

        response.Status.Should().Be(200);
        response.Text().Should().Be($"\"{result}\"");
    }

    [Theory]
    [InlineData("/guid/7", "", "[\"path\",\"note_id\"]", "uuid_parsing")]
    [InlineData("/int/seven", "", "[\"path\",\"number\"]", "int_parsing")]
    [InlineData("/bool/maybe", "", "[\"path\",\"flag\"]", "bool_parsing")]
    [InlineData("/query", "limit=101", "[\"query\",\"limit\"]", "less_than_equal")]
    [InlineData("/query", "archived=maybe", "[\"query\",\"archived\"]", "bool_parsing")]
    [InlineData("/query", "author=7", "[\"query\",\"author\"]", "uuid_parsing")]
    public void An_invalid_value_is_a_422(string path, string query, string location, string type)
    {
        var response = NotesProgram.Router.Send(Method.Get, path, query);

        response.Status.Should().Be(422);
        response
            .Text()
            .Should()
            .StartWith($$"""{"detail":[{"loc":{{location}},""")
            .And.EndWith($$""","type":"{{type}}"}]}""");
    }

    [Fact]
    public void One_422_reports_all_invalid_values() =>
        NotesProgram
            .Router.Send(Method.Post, "/all/seven", "limit=x", """{"text":7}""", ("stars", "x"))
            .Text()
            .Should()
            .ContainAll("\"number\"", "\"limit\"", "\"stars\"", "\"text\"");

    [Theory]
    [InlineData("application/json", """[{"text":"a"},{"text":"b"}]""", "\"a, b\"")]
    [InlineData("application/x-ndjson", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "\"a, b\"")]
    [InlineData(
        "application/json",
        """[{},{"text":7}]""",
        """{"detail":[{"loc":["body",1,"text"],"msg":"Input should be a valid string","type":"string_type"}]}"""
    )]
    [InlineData(
        "application/json",
        "[{},{},{}]",
        """{"detail":[{"loc":["body"],"msg":"List should have at most 2 items after validation, not 3","type":"too_long"}]}"""
    )]
    public void A_list_is_read_with_its_validator_and_its_limits(string type, string body, string response) =>
        NotesProgram
            .Router.Send(Method.Post, "/lists", body: body, header: ("content-type", type))
            .Text()
            .Should()
            .Be(response);

    [Fact]
    public void A_list_above_its_limit_of_bytes_is_413() =>
        NotesProgram
            .Router.Send(Method.Post, "/lists", body: $$"""[{"text":"{{new string('x', 100)}}"}]""")
            .Status.Should()
            .Be(413);

    [Fact]
    public void An_array_has_the_limits_of_the_binder()
    {
        string marks = string.Join(',', Enumerable.Repeat("{\"stars\":3}", 101));

        NotesProgram
            .Router.Send(Method.Put, "/arrays/1", body: """[{"stars":1}]""")
            .Text()
            .Should()
            .Be("\"1\"");
        NotesProgram
            .Router.Send(Method.Put, "/arrays/1", body: $"[{marks}]")
            .Text()
            .Should()
            .Contain("at most 100 items after validation, not 101");
    }

    [Theory]
    [InlineData("***", 200, "3")]
    [InlineData(null, 200, "0")]
    [InlineData(
        "x",
        422,
        """{"detail":[{"loc":["header","stars"],"msg":"Value error, not a number of stars","type":"value_error"}]}"""
    )]
    public void A_header_is_parsed_by_its_type_and_is_null_without_a_value(
        string? value,
        int status,
        string body
    )
    {
        (string, string)? header = value is null ? null : ("stars", value);

        var response = NotesProgram.Router.Send(Method.Get, "/stars", header: header);

        response.Status.Should().Be(status);
        response.Text().Should().Be(body);
    }

    [Fact]
    public void An_endpoint_gets_the_caller_which_is_null_only_on_a_public_route()
    {
        var router = NotesProgram.Router;

        router.Send(Method.Get, "/caller", caller: NotesProgram.Caller).Text().Should().Be("\"x\"");
        router.Send(Method.Get, "/public", caller: NotesProgram.Caller).Text().Should().Be("\"x\"");
        router.Send(Method.Get, "/public").Text().Should().Be("\"\"");
    }

    [Theory]
    [InlineData("/count/7", 200, "7")]
    [InlineData("/count/0", 404, """{"detail":"Not Found"}""")]
    public void A_result_of_a_value_type_is_either_the_value_or_the_error(
        string path,
        int status,
        string body
    )
    {
        var response = NotesProgram.Router.Send(Method.Get, path);

        response.Status.Should().Be(status);
        response.Text().Should().Be(body);
    }

    [Theory]
    [InlineData("""{"text":"x","price":1.50,"count":7,"flag":true}""", "x 1.5 7 True")]
    [InlineData("""{}""", "0 0 False")]
    [InlineData("""{"text":7}""", "string_type")]
    [InlineData("""{"price":"x"}""", "float_type")]
    [InlineData("""{"count":1.5}""", "int_type")]
    [InlineData("""{"flag":0}""", "bool_type")]
    public void Fields_of_the_four_types_are_read_from_JSON(string json, string result) =>
        NotesProgram.Router.Send(Method.Post, "/fields", body: json).Text().Should().Contain(result);
}
