using NativeLambda.Runtime;

namespace Items.Api.Tests;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["ITEMS_TABLE"] = "items",
        ["IDEMPOTENCY_TABLE"] = "idempotency",
        ["INGESTION_TABLE"] = "ingestion",
        ["INGESTION_QUEUE_URL"] = "https://sqs.eu-west-1.amazonaws.com/1/ingestion",
        ["WEBHOOK_SECRETS_PARAMETER"] = "/items/webhook-secrets",
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
    };

    [Fact]
    public void Optional_variables_have_defaults()
    {
        var settings = Read();

        settings.ListShards.Should().Be(1);
        settings.DynamoDbEndpoint.Should().Be("https://dynamodb.eu-west-1.amazonaws.com");
        settings.SqsEndpoint.Should().Be("https://sqs.eu-west-1.amazonaws.com");
        settings.SsmEndpoint.Should().Be("https://ssm.eu-west-1.amazonaws.com");
        settings.Credentials.UseToken.Should().BeFalse();
        settings.Login.Should().BeNull();
        (settings.WarmUp, settings.ServerTiming).Should().Be((true, true));
    }

    [Theory]
    [InlineData("ITEMS_TABLE", null)]
    [InlineData("IDEMPOTENCY_TABLE", null)]
    [InlineData("INGESTION_TABLE", null)]
    [InlineData("INGESTION_QUEUE_URL", null)]
    [InlineData("WEBHOOK_SECRETS_PARAMETER", null)]
    [InlineData("AWS_REGION", null)]
    [InlineData("AWS_ACCESS_KEY_ID", null)]
    [InlineData("AWS_SECRET_ACCESS_KEY", null)]
    [InlineData("INGESTION_MAXIMUM_RECEIVES", "0")]
    [InlineData("LIST_SHARDS", "0")]
    [InlineData("LIST_SHARDS", "33")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "localhost")]
    [InlineData("ITEMS_WARM_UP", "yes")]
    [InlineData("ITEMS_SERVER_TIMING", "yes")]
    [InlineData("LOGIN_URL", "localhost")]
    public void The_message_for_a_missing_or_invalid_variable_names_it(string name, string? value)
    {
        _environment[name] = value;

        FluentActions.Invoking(Read).Should().Throw<SettingException>().WithMessage(name + " *");
    }

    [Fact]
    public void A_login_has_a_URL_and_a_client_id()
    {
        _environment["LOGIN_URL"] = "https://login.example.com";
        FluentActions.Invoking(Read).Should().Throw<SettingException>().WithMessage("LOGIN_CLIENT_ID *");
        _environment["LOGIN_CLIENT_ID"] = "browser";

        Read().Login.Should().Be(new Docs.Login("https://login.example.com", "browser"));
    }

    private Settings Read() =>
        Settings.Read(new EnvironmentVariables(name => _environment.GetValueOrDefault(name)));
}
