using System.Globalization;
using System.Text;
using NativeLambda.Validation;

namespace NativeLambda.Tests.Validation;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000e999999999999", "0")]
    [InlineData("29.90", "29.9")]
    [InlineData("0.1", "0.1")]
    [InlineData("100", "100")]
    [InlineData("1E2", "100")]
    [InlineData("1.5e+3", "1500")]
    [InlineData("250e-1", "25")]
    [InlineData("-12.34", "-12.34")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("12345678901234.56789012345678", "12345678901234.56789012345678")]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    [InlineData("1e27", "1000000000000000000000000000")]
    [InlineData("1.00000000000000000000000000000000000000", "1")]
    [InlineData("0.00000000000000000000000000010000000000", "0.0000000000000000000000000001")]
    public void A_number_of_up_to_28_digits_is_read_exactly(string number, string expected)
    {
        ExactDecimal.TryParse(Encoding.UTF8.GetBytes(number), out decimal value).Should().BeTrue();

        value.ToString(CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("1e28")]
    [InlineData("1e-29")]
    [InlineData("1e99999999999999999999")]
    [InlineData("-1e-99999999999999999999")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("1.2345678901234567890123456789")]
    [InlineData("10000000000000000000.0000000001")]
    public void A_number_that_needs_more_digits_is_rejected_instead_of_rounded(string number) =>
        ExactDecimal.TryParse(Encoding.UTF8.GetBytes(number), out _).Should().BeFalse();
}
