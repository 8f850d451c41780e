using Amazon.Runtime;
using Items.Api.Docs;
using Items.Api.Telemetry;

namespace Items.Api;

/// <summary>What the environment says, read once at the start.</summary>
/// <param name="ItemsTable"><c>ITEMS_TABLE</c></param>
/// <param name="IdempotencyTable"><c>IDEMPOTENCY_TABLE</c></param>
/// <param name="ListShards"><c>LIST_SHARDS</c>, 4 unless set.</param>
/// <param name="Region"><c>AWS_REGION</c></param>
/// <param name="Credentials">
/// <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c>: those of the function's role, which
/// last as long as the sandbox.
/// </param>
/// <param name="DynamoDbEndpoint"><c>AWS_ENDPOINT_URL_DYNAMODB</c>; the region's own unless set.</param>
/// <param name="Login"><c>LOGIN_URL</c> and <c>LOGIN_CLIENT_ID</c>, for the documentation; null without them.</param>
/// <param name="WarmUp"><c>ITEMS_WARM_UP</c>, on unless set.</param>
/// <param name="ServerTiming"><c>ITEMS_SERVER_TIMING</c>, on unless set.</param>
/// <param name="LogLevel"><c>AWS_LAMBDA_LOG_LEVEL</c>, INFO unless set.</param>
internal sealed record Settings(
    string ItemsTable,
    string IdempotencyTable,
    int ListShards,
    string Region,
    ImmutableCredentials Credentials,
    Uri DynamoDbEndpoint,
    Login? Login,
    bool WarmUp,
    bool ServerTiming,
    LogLevel LogLevel
)
{
    private const int DefaultListShards = 4;
    private const int MaximumListShards = 32;

    /// <exception cref="SettingException">A variable is missing or wrong; the message names it.</exception>
    public static Settings Read(Func<string, string?> variable)
    {
        string region = Required(variable, "AWS_REGION");
        return new(
            Required(variable, "ITEMS_TABLE"),
            Required(variable, "IDEMPOTENCY_TABLE"),
            ReadListShards(variable("LIST_SHARDS")),
            region,
            new ImmutableCredentials(
                Required(variable, "AWS_ACCESS_KEY_ID"),
                Required(variable, "AWS_SECRET_ACCESS_KEY"),
                variable("AWS_SESSION_TOKEN")
            ),
            ReadEndpoint(variable, "AWS_ENDPOINT_URL_DYNAMODB") ?? RegionalEndpoint(region),
            ReadUrl(variable, "LOGIN_URL") is { } login
                ? new Login(login.OriginalString, Required(variable, "LOGIN_CLIENT_ID"))
                : null,
            ReadSwitch(variable, "ITEMS_WARM_UP"),
            ReadSwitch(variable, "ITEMS_SERVER_TIMING"),
            // A level that is no level must not keep the function from starting.
            Enum.TryParse(variable("AWS_LAMBDA_LOG_LEVEL"), ignoreCase: true, out LogLevel level)
                ? level
                : LogLevel.Info
        );
    }

    private static string Required(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : throw new SettingException($"{name} is not set.");

    private static int ReadListShards(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return DefaultListShards;
        }

        return int.TryParse(value, out int shards) && shards is >= 1 and <= MaximumListShards
            ? shards
            : throw new SettingException(
                $"LIST_SHARDS is '{value}'; it must be a number from 1 to {MaximumListShards}."
            );
    }

    private static bool ReadSwitch(Func<string, string?> variable, string name) =>
        variable(name) switch
        {
            null or "" or "on" => true,
            "off" => false,
            var value => throw new SettingException($"{name} is '{value}'; it must be on or off."),
        };

    private static Uri? ReadEndpoint(Func<string, string?> variable, string name)
    {
        var endpoint = ReadUrl(variable, name);
        return endpoint is null or { PathAndQuery: "/" }
            ? endpoint
            : throw new SettingException(
                $"{name} is '{endpoint.OriginalString}'; it must be a URL without a path."
            );
    }

    private static Uri RegionalEndpoint(string region) =>
        new(
            $"https://dynamodb.{region}.{(region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}"
        );

    private static Uri? ReadUrl(Func<string, string?> variable, string name)
    {
        string? value = variable(name);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SettingException($"{name} is '{value}'; it must be an http or https URL.");
    }
}

/// <summary>An environment variable is missing or wrong.</summary>
internal sealed class SettingException(string message) : Exception(message);
