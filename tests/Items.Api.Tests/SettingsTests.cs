namespace Items.Api.Tests;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["ITEMS_TABLE"] = "items",
        ["IDEMPOTENCY_TABLE"] = "idempotency",
        ["AWS_REGION"] = "eu-west-1",
    };

    [Fact]
    public void What_is_optional_has_a_default()
    {
        var settings = Read();

        settings.ListShards.Should().Be(4);
        settings.DynamoDbEndpoint.Should().BeNull();
        settings.Login.Should().BeNull();
    }

    [Theory]
    [InlineData("ITEMS_TABLE", null)]
    [InlineData("ITEMS_TABLE", "")]
    [InlineData("IDEMPOTENCY_TABLE", null)]
    [InlineData("AWS_REGION", null)]
    [InlineData("LIST_SHARDS", "0")]
    [InlineData("LIST_SHARDS", "many")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "localhost")]
    public void A_missing_or_wrong_variable_is_named(string name, string? value)
    {
        _environment[name] = value;

        FluentActions.Invoking(Read).Should().Throw<SettingException>().WithMessage(name + " *");
    }

    private Settings Read() => Settings.Read(name => _environment.GetValueOrDefault(name));
}
