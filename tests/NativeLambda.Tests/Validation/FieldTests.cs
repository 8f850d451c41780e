using System.Text.Json;
using FluentValidation;
using NativeLambda.Tests.Routing;
using NativeLambda.Validation;

namespace NativeLambda.Tests.Validation;

public sealed class FieldTests
{
    [Fact]
    public void A_member_that_was_not_sent_is_absent()
    {
        var body = Read("{}");

        body.Should().Be(new SampleBody());
        (body.Stock.IsPresent, body.Stock.HasValue).Should().Be((false, false));
    }

    [Theory]
    [InlineData("0", 0, "true", true)]
    [InlineData("-2147483648", int.MinValue, "false", false)]
    [InlineData("2147483647", int.MaxValue, "false", false)]
    public void Integers_and_booleans_are_read(string stock, int number, string isActive, bool flag)
    {
        var body = Read($$"""{"stock":{{stock}},"is_active":{{isActive}}}""");

        body.Stock.Should().Be(Field<int>.Of(number));
        body.IsActive.Should().Be(Field<bool>.Of(flag));
    }

    [Fact]
    public void Null_is_present_and_has_no_value()
    {
        var body = Read("""{"stock":null,"is_active":null}""");

        body.Stock.Should().Be(Field<int>.Null(ErrorKind.IntType));
        body.IsActive.Should().Be(Field<bool>.Null(ErrorKind.BoolType));
        (body.Stock.IsPresent, body.Stock.IsNull, body.Stock.HasValue).Should().Be((true, true, false));
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"true\"")]
    [InlineData("7.5")]
    [InlineData("2147483648")]
    [InlineData("[7]")]
    [InlineData("[true]")]
    [InlineData("""{"a":{}}""")]
    public void A_value_of_another_type_is_invalid_and_the_next_member_is_read(string json)
    {
        var body = Read($$"""{"stock":{{json}},"is_active":{{json}},"name":"next"}""");

        body.Stock.Should().Be(Field<int>.Invalid(ErrorKind.IntType));
        body.IsActive.Should().Be(Field<bool>.Invalid(ErrorKind.BoolType));
        body.Name.Value.Should().Be("next");
    }

    [Fact]
    public void Integers_and_booleans_are_not_converted_to_each_other()
    {
        var body = Read("""{"stock":true,"is_active":1}""");

        body.Stock.Should().Be(Field<int>.Invalid(ErrorKind.IntType));
        body.IsActive.Should().Be(Field<bool>.Invalid(ErrorKind.BoolType));
    }

    [Theory]
    [InlineData("""{"is_active":true}""", "missing")]
    [InlineData("""{"is_active":true,"stock":null}""", "int_type")]
    [InlineData("""{"is_active":true,"stock":"7"}""", "int_type")]
    [InlineData("""{"stock":0}""", "missing")]
    [InlineData("""{"stock":0,"is_active":null}""", "bool_type")]
    [InlineData("""{"stock":0,"is_active":"true"}""", "bool_type")]
    public void Required_reports_absence_null_and_a_wrong_type(string json, string type) =>
        Errors(new SampleStockValidator(), json).Should().Equal(type);

    [Theory]
    [InlineData("""{"stock":0,"is_active":false}""")]
    [InlineData("""{"stock":null,"is_active":null}""")]
    [InlineData("{}")]
    public void Optional_accepts_absence_and_null(string json) =>
        Errors(new SamplePatchValidator(), json).Should().BeEmpty();

    [Fact]
    public void Optional_reports_a_wrong_type() =>
        Errors(new SamplePatchValidator(), """{"stock":"7","is_active":"true"}""")
            .Should()
            .Equal("int_type", "bool_type");

    [Fact]
    public void A_field_of_an_unsupported_type_is_an_error()
    {
        var create = () =>
            new FieldConverterFactory().CreateConverter(typeof(Field<long>), JsonSerializerOptions.Default);

        create.Should().Throw<NotSupportedException>();
    }

    private static SampleBody Read(string json) =>
        JsonSerializer.Deserialize(json, SampleJsonContext.Default.SampleBody)!;

    private static IEnumerable<string> Errors(IValidator<SampleBody> validator, string json) =>
        validator.Validate(Read(json)).Errors.Select(error => error.ErrorCode);
}
