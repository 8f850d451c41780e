using System.Text;
using NativeLambda.Http;
using NativeLambda.Routing;
using static NativeLambda.Tests.Routing.ResponseErrors;

namespace NativeLambda.Tests.Routing;

public sealed class RequestBinderListTests
{
    private const string Valid = """{"name":"Mug","price":1,"category":"kitchen"}""";
    private const int MaximumItems = 5;
    private const string Ndjson = "application/x-ndjson";

    [Theory]
    [InlineData($"[{Valid},{Valid}]", "application/json", 2)]
    [InlineData($"  [ {Valid} ]\n", null, 1)]
    [InlineData($"\uFEFF[{Valid}]", "application/json; charset=utf-8", 1)]
    [InlineData($"{Valid}\n{Valid}\n", Ndjson, 2)]
    [InlineData($"{Valid}\r\n\r\n  \n{Valid}", "Application/NDJSON; charset=utf-8", 2)]
    [InlineData($"\uFEFF{Valid}", "application/jsonl", 1)]
    public void An_array_or_one_value_per_line_is_a_list(string body, string? contentType, int count)
    {
        var (list, error) = Bind(body, contentType);

        error.Should().BeNull();
        list!.Select(element => element.Name.Value).Should().Equal(Enumerable.Repeat("Mug", count));
    }

    [Fact]
    public void Elements_keep_the_order_of_the_body()
    {
        var (list, _) = Bind($"[{Named("a")},{Named("b")},{Named("c")}]");

        list!.Select(element => element.Name.Value).Should().Equal("a", "b", "c");
    }

    [Theory]
    [InlineData("[{0},{1},{2}]", "application/json")]
    [InlineData("{0}\n{1}\n\n{2}", Ndjson)]
    public void All_errors_of_all_elements_are_reported(string format, string contentType)
    {
        string body = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            format,
            """{"category":"","price":"1"}""",
            Valid,
            "7"
        );

        Errors(Bind(body, contentType).Error)
            .Should()
            .BeEquivalentTo(
                """["body",0,"name"] missing""",
                """["body",0,"price"] float_type""",
                """["body",0,"category"] string_too_short""",
                """["body",2] model_attributes_type"""
            );
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("null", "missing")]
    [InlineData(Valid, "list_type")]
    [InlineData("\"text\"", "list_type")]
    [InlineData("[]", "too_short")]
    public void A_body_that_is_not_a_list_has_one_error(string body, string type) =>
        Errors(Bind(body).Error).Should().Equal($"""["body"] {type}""");

    [Theory]
    [InlineData("\n \r\n", "too_short")]
    [InlineData("{}\n{}\n{}\n{}\n{}\n{}", "too_long")]
    [InlineData("{}\n{}\n{}\n{}\n{}\nnot JSON\n", "too_long")]
    public void Lines_are_counted_before_they_are_read(string body, string type) =>
        Errors(Bind(body, Ndjson).Error).Should().Equal($"""["body"] {type}""");

    [Fact]
    public void The_messages_are_those_of_Pydantic()
    {
        Text(Bind("{}").Error).Should().Contain("\"msg\":\"Input should be a valid list\"");
        Text(Bind("[]").Error)
            .Should()
            .Contain("\"msg\":\"List should have at least 1 item after validation, not 0\"");
        Text(Bind("[1,2,3,4,5,[6,[7]],{\"8\":9}]").Error)
            .Should()
            .Contain("\"msg\":\"List should have at most 5 items after validation, not 7\"");
    }

    [Theory]
    [InlineData("[1,2,3,4,5]", null)]
    [InlineData("[1,2,3,4,5,6]", "too_long")]
    public void The_list_has_at_most_the_maximum_number_of_elements(string body, string? type)
    {
        var types = Errors(Bind(body).Error).Select(error => error.Split(' ')[^1]);

        types.Distinct().Should().Equal(type ?? "model_attributes_type");
    }

    [Theory]
    [InlineData("[{\"name\": }]", 10)]
    [InlineData("[{\"näme\":1},\n {\"a\":?}]", 19)]
    [InlineData("[1 2", 3)]
    [InlineData("[1] tail", 4)]
    public void Invalid_JSON_is_one_error_at_its_position_in_the_body(string body, int offset) =>
        Errors(Bind(body).Error).Should().Equal($"""["body",{offset}] json_invalid""");

    [Fact]
    public void Each_line_that_is_not_JSON_is_an_error_at_its_position_in_the_body()
    {
        string body = $"ü\n{Valid}\n{{\"näme\": }}\n{{}} {{}}";

        Errors(Bind(body, Ndjson).Error)
            .Should()
            .Equal(
                """["body",0] json_invalid""",
                $"""["body",{2 + Valid.Length + 1 + 9}] json_invalid""",
                $"""["body",{2 + Valid.Length + 1 + 11 + 3}] json_invalid"""
            );
    }

    [Theory]
    [InlineData("[{0}]", "application/json", 1)]
    [InlineData("[1,{0}]", null, 3)]
    [InlineData("1\n{0}", Ndjson, 2)]
    public void A_member_name_that_is_not_Unicode_is_invalid_JSON(
        string format,
        string? contentType,
        int start
    )
    {
        string body = format.Replace("{0}", "{\"\\ud800\":1}", StringComparison.Ordinal);

        var offset = Errors(Bind(body, contentType).Error)
            .Single(error => error.EndsWith("json_invalid", StringComparison.Ordinal));

        int.Parse(offset.Split(',')[1].Split(']')[0]).Should().BeGreaterThanOrEqualTo(start);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/x-ndjson")]
    [InlineData("application/xml")]
    public void Another_media_type_is_415(string contentType) =>
        Bind($"[{Valid}]", contentType).Error!.Status.Should().Be(415);

    [Fact]
    public void A_body_above_the_maximum_length_is_413()
    {
        string body = $"[{Valid}]";

        Bind(body, maximumBytes: body.Length).Error.Should().BeNull();
        Bind(body, maximumBytes: body.Length - 1).Error!.Status.Should().Be(413);
    }

    [Fact]
    public void The_time_for_many_broken_lines_is_proportional_to_the_length_of_the_body()
    {
        const int Lines = 1_000;
        // The smallest of several, because garbage collections and cold caches add time to some.
        var (few, many) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (int round = 0; round < 3; round++)
        {
            few = Min(few, CpuTimeOfBrokenLines(Lines));
            many = Min(many, CpuTimeOfBrokenLines(4 * Lines));
        }

        // Four times the lines take four times as long. If the position of each error were counted from the start of
        // the body, they would take sixteen times as long.
        (many / few)
            .Should()
            .BeLessThan(8);
    }

    private static TimeSpan CpuTimeOfBrokenLines(int lines)
    {
        string body = string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", lines));
        var start = LinuxProcess.CpuTimeOfCurrentThread();

        var (_, error) = Bind(body, Ndjson, body.Length, lines);

        var time = LinuxProcess.CpuTimeOfCurrentThread() - start;
        Errors(error).Should().HaveCount(lines).And.EndWith($"""["body",{(lines - 1) * 100}] json_invalid""");
        return time;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Named(string name) => $$"""{"name":"{{name}}","price":1,"category":"k"}""";

    private static (IReadOnlyList<SampleBody>? List, Response? Error) Bind(
        string body,
        string? contentType = "application/json",
        int maximumBytes = 10_000,
        int maximumItems = MaximumItems
    )
    {
        var request = new Request
        {
            Method = Method.Post,
            Path = default,
            Headers = contentType is null
                ? []
                : [new Header("content-type"u8.ToArray(), Encoding.UTF8.GetBytes(contentType))],
            Body = Encoding.UTF8.GetBytes(body),
        };
        var binder = new RequestBinder(request);
        var list = binder.BodyList(
            SampleJsonContext.Default.SampleBody,
            new SampleBodyValidator(),
            maximumBytes,
            maximumItems
        );
        return (list, binder.Error);
    }

    private static string Text(Response? response) => Encoding.UTF8.GetString(response!.Body.Span);
}
