using Amazon.Runtime;
using Items.Api.Docs;
using NativeLambda.Runtime;

namespace Items.Api;

/// <summary>The environment variables of the function, read once at the start.</summary>
/// <param name="ItemsTable"><c>ITEMS_TABLE</c></param>
/// <param name="IdempotencyTable"><c>IDEMPOTENCY_TABLE</c></param>
/// <param name="IngestionTable"><c>INGESTION_TABLE</c></param>
/// <param name="IngestionQueueUrl"><c>INGESTION_QUEUE_URL</c></param>
/// <param name="IngestionMaximumReceives">
/// <c>INGESTION_MAXIMUM_RECEIVES</c>: the queue's <c>maxReceiveCount</c>, 1 to 1000; default 5.
/// </param>
/// <param name="WebhookSecretsParameter"><c>WEBHOOK_SECRETS_PARAMETER</c>: its name in Systems Manager.</param>
/// <param name="ListShards"><c>LIST_SHARDS</c>, 1 to 32; default 1.</param>
/// <param name="Region"><c>AWS_REGION</c></param>
/// <param name="Credentials">
/// <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c>
/// </param>
/// <param name="DynamoDbEndpoint"><c>AWS_ENDPOINT_URL_DYNAMODB</c>; default: that of the region.</param>
/// <param name="SqsEndpoint"><c>AWS_ENDPOINT_URL_SQS</c>; default: that of the region.</param>
/// <param name="SsmEndpoint"><c>AWS_ENDPOINT_URL_SSM</c>; default: that of the region.</param>
/// <param name="Login"><c>LOGIN_URL</c> and <c>LOGIN_CLIENT_ID</c>, for the documentation pages; null when absent.</param>
/// <param name="WarmUp"><c>ITEMS_WARM_UP</c>, on or off; default on.</param>
/// <param name="ServerTiming"><c>ITEMS_SERVER_TIMING</c>, on or off; default on.</param>
internal sealed record Settings(
    string ItemsTable,
    string IdempotencyTable,
    string IngestionTable,
    string IngestionQueueUrl,
    int IngestionMaximumReceives,
    string WebhookSecretsParameter,
    int ListShards,
    string Region,
    ImmutableCredentials Credentials,
    Uri DynamoDbEndpoint,
    Uri SqsEndpoint,
    Uri SsmEndpoint,
    Login? Login,
    bool WarmUp,
    bool ServerTiming
)
{
    /// <exception cref="SettingException">A variable is missing or invalid; the message names it.</exception>
    public static Settings Read(EnvironmentVariables variables)
    {
        string region = variables.Required("AWS_REGION");
        return new(
            variables.Required("ITEMS_TABLE"),
            variables.Required("IDEMPOTENCY_TABLE"),
            variables.Required("INGESTION_TABLE"),
            variables.Required("INGESTION_QUEUE_URL"),
            variables.Number("INGESTION_MAXIMUM_RECEIVES", fallback: 5, minimum: 1, maximum: 1000),
            variables.Required("WEBHOOK_SECRETS_PARAMETER"),
            variables.Number("LIST_SHARDS", fallback: 1, minimum: 1, maximum: 32),
            region,
            variables.Credentials(),
            variables.Endpoint("dynamodb", region),
            variables.Endpoint("sqs", region),
            variables.Endpoint("ssm", region),
            variables.Url("LOGIN_URL") is { } login
                ? new Login(login.OriginalString, variables.Required("LOGIN_CLIENT_ID"))
                : null,
            variables.Switch("ITEMS_WARM_UP"),
            variables.Switch("ITEMS_SERVER_TIMING")
        );
    }
}
