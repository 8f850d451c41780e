namespace Items.Template.Tests.Rules;

public sealed class ParameterRulesTests
{
    [Theory]
    [InlineData(
        "    Description: Minimum length of a user's password.\n",
        "",
        "PasswordLength: needs a Description"
    )]
    [InlineData("    MinValue: 8\n", "", "PasswordLength: needs AllowedValues or MinValue")]
    [InlineData(
        "    AllowedPattern: ^[A-Za-z0-9/_+-]+$\n",
        "",
        "ScheduleTimeZone: needs AllowedValues or AllowedPattern"
    )]
    [InlineData(
        "    Default: 12\n",
        "    Default: 120\n",
        "PasswordLength.Default: '120' is not an allowed value"
    )]
    [InlineData(
        "    Default: \"on\"\n",
        "    Default: on\n",
        "WarmUp.Default: 'true' is not an allowed value"
    )]
    [InlineData(
        "    Default: http://localhost:8080\n",
        "    Default: http://localhost:8080/\n",
        "AllowedOrigins.Default: 'http://localhost:8080/' is not an allowed value"
    )]
    [InlineData(
        "    MaxValue: 99\n",
        "    MaxValue: 99\n    MaximumValue: 9\n",
        "PasswordLength.MaximumValue: is not an attribute of a parameter"
    )]
    [InlineData("    Description: URL of the API\n", "", "Outputs.ApiUrl: needs a Description")]
    public void A_parameter_or_output_that_is_not_described_or_limited_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);
}
