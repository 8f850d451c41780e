using System.Text;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;
using NativeLambda.Tests.Telemetry;

namespace NativeLambda.Tests.Runtime;

public sealed class EnvironmentVariablesTests
{
    private const string Name = "NAME";
    private const string Endpoint = "AWS_ENDPOINT_URL_DYNAMODB";
    private const string Level = "AWS_LAMBDA_LOG_LEVEL";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_absent_or_empty_variable_has_no_value(string? value)
    {
        var variables = With((Name, value));

        variables.Optional(Name).Should().BeNull();
        variables.Url(Name).Should().BeNull();
        variables.Number(Name, fallback: 4, minimum: 1, maximum: 32).Should().Be(4);
        variables.Switch(Name).Should().BeTrue();
        ShouldFail(() => variables.Required(Name), "NAME is not set.");
    }

    [Fact]
    public void A_value_is_read_as_text_number_switch_or_URL()
    {
        With((Name, " text ")).Optional(Name).Should().Be(" text ");
        With((Name, " text ")).Required(Name).Should().Be(" text ");
        With((Name, "1")).Number(Name, fallback: 4, minimum: 1, maximum: 32).Should().Be(1);
        With((Name, "32")).Number(Name, fallback: 4, minimum: 1, maximum: 32).Should().Be(32);
        With((Name, "on")).Switch(Name).Should().BeTrue();
        With((Name, "off")).Switch(Name).Should().BeFalse();
        With((Name, "http://localhost:8000/path")).Url(Name).Should().Be("http://localhost:8000/path");
        With((Name, "https://example.com")).Url(Name).Should().Be("https://example.com");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("33")]
    [InlineData("99999999999")]
    [InlineData("many")]
    public void Text_that_is_not_a_number_of_the_range_is_an_error(string value) =>
        ShouldFail(
            () => With((Name, value)).Number(Name, fallback: 4, minimum: 1, maximum: 32),
            $"NAME is '{value}'; it must be a number from 1 to 32."
        );

    [Fact]
    public void A_switch_that_is_not_on_or_off_is_an_error() =>
        ShouldFail(() => With((Name, "yes")).Switch(Name), "NAME is 'yes'; it must be on or off.");

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:8000")]
    [InlineData("/path")]
    [InlineData("ftp://example.com")]
    public void Text_that_is_not_a_URL_of_HTTP_is_an_error(string value) =>
        ShouldFail(
            () => With((Name, value)).Url(Name),
            $"NAME is '{value}'; it must be an http or https URL."
        );

    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public void Credentials_have_a_session_token_when_it_is_set(string? token)
    {
        var credentials = With(
                ("AWS_ACCESS_KEY_ID", "id"),
                ("AWS_SECRET_ACCESS_KEY", "secret"),
                ("AWS_SESSION_TOKEN", token)
            )
            .Credentials();

        (credentials.AccessKey, credentials.SecretKey).Should().Be(("id", "secret"));
        credentials.UseToken.Should().Be(token is not null);
        credentials.Token.Should().Be(token ?? "");
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")]
    public void Credentials_without_a_key_are_an_error(string present, string absent) =>
        ShouldFail(() => With((present, "value")).Credentials(), $"{absent} is not set.");

    [Theory]
    [InlineData(null, "eu-west-1", "https://dynamodb.eu-west-1.amazonaws.com/")]
    [InlineData(null, "cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn/")]
    [InlineData("http://localhost:8000", "eu-west-1", "http://localhost:8000/")]
    public void The_endpoint_of_DynamoDB_is_that_of_the_variable_or_of_the_region(
        string? value,
        string region,
        string expected
    ) => With((Endpoint, value)).Endpoint("dynamodb", region).AbsoluteUri.Should().Be(expected);

    [Fact]
    public void Each_service_has_an_endpoint_of_its_own()
    {
        var variables = With(("AWS_ENDPOINT_URL_SQS", "http://localhost:9324"));

        variables.Endpoint("sqs", "eu-west-1").AbsoluteUri.Should().Be("http://localhost:9324/");
        variables
            .Endpoint("ssm", "eu-west-1")
            .AbsoluteUri.Should()
            .Be("https://ssm.eu-west-1.amazonaws.com/");
    }

    [Fact]
    public void An_endpoint_with_a_path_is_an_error() =>
        ShouldFail(
            () => With((Endpoint, "http://localhost:8000/path")).Endpoint("dynamodb", "eu-west-1"),
            $"{Endpoint} is 'http://localhost:8000/path'; it must be a URL without a path."
        );

    [Theory]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("Info", LogLevel.Info)]
    [InlineData("warn", LogLevel.Warn)]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("fatal", LogLevel.Fatal)]
    public void A_log_level_is_read_in_any_case(string value, LogLevel level) =>
        With((Level, value)).LogLevel().Should().Be(level);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("99")]
    [InlineData("0")]
    [InlineData("nonsense")]
    public void A_log_level_that_does_not_exist_is_INFO(string? value)
    {
        using var output = new MemoryStream();
        var log = TestTelemetry.NewLog(output, With((Level, value)).LogLevel());

        log.Write(new LogEvent("id", LogLevel.Debug, "dropped"));
        log.Write(new LogEvent("id", LogLevel.Info, "written"));

        Encoding.UTF8.GetString(output.ToArray()).Should().Contain("written").And.NotContain("dropped");
    }

    private static EnvironmentVariables With(params (string Name, string? Value)[] variables) =>
        new(name => variables.SingleOrDefault(variable => variable.Name == name).Value);

    private static void ShouldFail(Func<object?> read, string message) =>
        read.Should().Throw<SettingException>().WithMessage(message);
}
