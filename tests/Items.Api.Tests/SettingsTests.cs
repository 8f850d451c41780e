using NativeLambda.Runtime;

namespace Items.Api.Tests;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["ITEMS_TABLE"] = "items",
        ["IDEMPOTENCY_TABLE"] = "idempotency",
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
    };

    [Fact]
    public void What_is_optional_has_a_default()
    {
        var settings = Read();

        settings.ListShards.Should().Be(4);
        settings.DynamoDbEndpoint.Should().Be("https://dynamodb.eu-west-1.amazonaws.com");
        settings.Credentials.UseToken.Should().BeFalse();
        settings.Login.Should().BeNull();
    }

    [Theory]
    [InlineData("ITEMS_TABLE", null)]
    [InlineData("ITEMS_TABLE", "")]
    [InlineData("IDEMPOTENCY_TABLE", null)]
    [InlineData("AWS_REGION", null)]
    [InlineData("AWS_ACCESS_KEY_ID", null)]
    [InlineData("AWS_SECRET_ACCESS_KEY", "")]
    [InlineData("LIST_SHARDS", "0")]
    [InlineData("LIST_SHARDS", "many")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "localhost")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "http://localhost:8000/path")]
    public void A_missing_or_wrong_variable_is_named(string name, string? value)
    {
        _environment[name] = value;

        FluentActions.Invoking(Read).Should().Throw<SettingException>().WithMessage(name + " *");
    }

    [Fact]
    public void Regions_in_China_have_a_domain_of_their_own()
    {
        _environment["AWS_REGION"] = "cn-north-1";

        Read().DynamoDbEndpoint.Should().Be("https://dynamodb.cn-north-1.amazonaws.com.cn");
    }

    private Settings Read() =>
        Settings.Read(new EnvironmentVariables(name => _environment.GetValueOrDefault(name)));
}
