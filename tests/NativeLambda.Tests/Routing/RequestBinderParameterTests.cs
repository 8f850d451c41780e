using System.Text;
using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Routing;
using static NativeLambda.Tests.Routing.ResponseErrors;

namespace NativeLambda.Tests.Routing;

public sealed class RequestBinderParameterTests
{
    private const string Id = "0198c3a4-1234-7abc-8def-0123456789ab";

    [Theory]
    [InlineData("", null)]
    [InlineData("limit=7", 7)]
    [InlineData("limit=7&limit=8", 8)]
    [InlineData("limit=%2B9", 9)]
    [InlineData("other=3&limit=%31%30", 10)]
    public void An_integer_in_the_query_is_the_last_value_of_its_name(string query, int? value)
    {
        var binder = Binder(query);

        binder.QueryInt32("limit", 1, 100).Should().Be(value);
        binder.Error.Should().BeNull();
    }

    [Theory]
    [InlineData("limit=", "int_parsing")]
    [InlineData("limit", "int_parsing")]
    [InlineData("limit=ten", "int_parsing")]
    [InlineData("limit=1_0", "int_parsing")]
    [InlineData("limit=0", "greater_than_equal")]
    [InlineData("limit=-99999999999999999999", "greater_than_equal")]
    [InlineData("limit=101", "less_than_equal")]
    [InlineData("limit=99999999999999999999", "less_than_equal")]
    public void Text_that_is_not_an_integer_of_the_range_is_an_error(string query, string type)
    {
        var binder = Binder(query);

        binder.QueryInt32("limit", 1, 100).Should().BeNull();
        Errors(binder.Error).Should().Equal($"""["query","limit"] {type}""");
    }

    [Theory]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("0", 0)]
    public void An_integer_in_the_path_or_query_has_the_range_of_Int32(string text, int value)
    {
        var binder = Binder($"count={text}");

        binder.QueryInt32("count").Should().Be(value);
        binder.PathInt32("count", Utf8(text)).Should().Be(value);
        binder.Error.Should().BeNull();
    }

    [Theory]
    [InlineData("-2147483649", "greater_than_equal")]
    [InlineData("2147483648", "less_than_equal")]
    [InlineData("1.0", "int_parsing")]
    [InlineData("one", "int_parsing")]
    public void Text_that_is_not_an_Int32_is_an_error_in_path_and_query(string text, string type)
    {
        var binder = Binder($"count={text}");

        binder.QueryInt32("count").Should().BeNull();
        binder.PathInt32("count", Utf8(text)).Should().Be(0);
        Errors(binder.Error).Should().Equal($"""["query","count"] {type}""", $"""["path","count"] {type}""");
    }

    [Theory]
    [InlineData(Id)]
    [InlineData("0198C3A4-1234-7ABC-8DEF-0123456789AB")]
    public void A_UUID_is_read_from_path_and_query(string text)
    {
        var binder = Binder($"id={text}");

        binder.QueryGuid("id").Should().Be(Guid.Parse(Id));
        binder.PathGuid("id", Utf8(text)).Should().Be(Guid.Parse(Id));
        binder.Error.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0198c3a412347abc8def0123456789ab")]
    [InlineData($"{{{Id}}}")]
    [InlineData($"{Id}0")]
    public void Text_that_is_not_a_UUID_is_an_error_in_path_and_query(string text)
    {
        var binder = Binder($"id={text}");

        binder.QueryGuid("id").Should().BeNull();
        binder.PathGuid("id", Utf8(text)).Should().Be(Guid.Empty);
        Errors(binder.Error)
            .Should()
            .Equal("""["query","id"] uuid_parsing""", """["path","id"] uuid_parsing""");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void A_boolean_is_read_from_path_and_query(string text, bool value)
    {
        var binder = Binder($"flag={text}");

        binder.QueryBoolean("flag").Should().Be(value);
        binder.PathBoolean("flag", Utf8(text)).Should().Be(value);
        binder.Error.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("maybe")]
    public void Text_that_is_not_a_boolean_is_an_error_in_path_and_query(string text)
    {
        var binder = Binder($"flag={text}");

        binder.QueryBoolean("flag").Should().BeNull();
        binder.PathBoolean("flag", Utf8(text)).Should().Be(false);
        Errors(binder.Error)
            .Should()
            .Equal("""["query","flag"] bool_parsing""", """["path","flag"] bool_parsing""");
    }

    [Fact]
    public void A_parameter_that_was_not_sent_is_null_without_an_error()
    {
        var binder = Binder("other=1");

        binder.QueryText("it").Should().BeNull();
        binder.QueryInt32("it").Should().BeNull();
        binder.QueryGuid("it").Should().BeNull();
        binder.QueryBoolean("it").Should().BeNull();
        binder.HeaderText("it").Should().BeNull();
        binder.HeaderValue<IdempotencyKey>("it").Should().BeNull();
        binder.Error.Should().BeNull();
    }

    [Fact]
    public void Text_is_decoded_as_UTF_8()
    {
        RequestBinder.PathText("blü"u8).Should().Be("blü");
        Binder("name=bl%C3%BC+1").QueryText("name").Should().Be("blü 1");
    }

    [Fact]
    public void A_header_that_cannot_be_parsed_is_an_error()
    {
        var binder = Binder("", new Header("idempotency-key"u8.ToArray(), "a b"u8.ToArray()));

        binder.HeaderValue<IdempotencyKey>("idempotency-key").Should().BeNull();
        Errors(binder.Error).Should().Equal("""["header","idempotency-key"] value_error""");
    }

    private static RequestBinder Binder(string query, params Header[] headers) =>
        new(
            new Request
            {
                Method = Method.Get,
                Path = default,
                Query = Utf8(query),
                Headers = headers,
            }
        );

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
