using NativeLambda.Telemetry;

namespace Items.Api.Webhooks;

/// <summary>The log lines of webhooks, beside those of the framework.</summary>
internal static class WebhookLogEvents
{
    public static readonly LogEvent SecretsMissing = new(
        "webhook_secrets_missing",
        LogLevel.Warn,
        "The parameter WEBHOOK_SECRETS_PARAMETER has no secret, so every webhook is rejected"
    );
}
