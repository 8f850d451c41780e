using Amazon.Runtime;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>Reads and checks environment variables; an empty variable counts as absent.</summary>
/// <param name="read">Returns the value of a variable, or null.</param>
/// <remarks>Every member throws a <see cref="SettingException"/> that names the variable.</remarks>
public sealed class EnvironmentVariables(Func<string, string?> read)
{
    public string? Optional(string name) => read(name) is { Length: > 0 } value ? value : null;

    public string Required(string name) =>
        Optional(name) ?? throw new SettingException($"{name} is not set.");

    public int Number(string name, int fallback, int minimum, int maximum) =>
        Optional(name) is not { } text ? fallback
        : int.TryParse(text, out int value) && value >= minimum && value <= maximum ? value
        : throw new SettingException($"{name} is '{text}'; it must be a number from {minimum} to {maximum}.");

    /// <returns>True for <c>on</c>, and when the variable is absent.</returns>
    public bool Switch(string name) =>
        Optional(name) switch
        {
            null or "on" => true,
            "off" => false,
            var value => throw new SettingException($"{name} is '{value}'; it must be on or off."),
        };

    public Uri? Url(string name) =>
        Optional(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new SettingException($"{name} is '{text}'; it must be an http or https URL.");

    /// <returns>Those of the function's role when the process was started.</returns>
    public ImmutableCredentials Credentials() =>
        new(Required("AWS_ACCESS_KEY_ID"), Required("AWS_SECRET_ACCESS_KEY"), Optional("AWS_SESSION_TOKEN"));

    /// <param name="service">As in the service's host name, such as <c>dynamodb</c>, <c>sqs</c> or <c>ssm</c>.</param>
    /// <returns><c>AWS_ENDPOINT_URL_</c> with the service in upper case, or else the endpoint of the region.</returns>
    public Uri Endpoint(string service, string region)
    {
        string name = $"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}";
        var endpoint = Url(name);
        return endpoint is null or { PathAndQuery: "/" }
            ? endpoint ?? RegionalEndpoint(service, region)
            : throw new SettingException(
                $"{name} is '{endpoint.OriginalString}'; it must be a URL without a path."
            );
    }

    /// <returns><c>AWS_LAMBDA_LOG_LEVEL</c>; INFO when it is absent or not a level, which must not prevent the start.</returns>
    public LogLevel LogLevel() =>
        Optional("AWS_LAMBDA_LOG_LEVEL")?.ToUpperInvariant() switch
        {
            "TRACE" => Telemetry.LogLevel.Trace,
            "DEBUG" => Telemetry.LogLevel.Debug,
            "WARN" => Telemetry.LogLevel.Warn,
            "ERROR" => Telemetry.LogLevel.Error,
            "FATAL" => Telemetry.LogLevel.Fatal,
            _ => Telemetry.LogLevel.Info,
        };

    private static Uri RegionalEndpoint(string service, string region)
    {
        bool isChina = region.StartsWith("cn-", StringComparison.Ordinal);
        return new($"https://{service}.{region}.amazonaws.com{(isChina ? ".cn" : "")}");
    }
}

/// <summary>An environment variable is missing or invalid.</summary>
public sealed class SettingException(string message) : Exception(message);
