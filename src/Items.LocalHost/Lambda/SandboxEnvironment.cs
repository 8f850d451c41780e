using Items.LocalHost.Template;

namespace Items.LocalHost.Lambda;

/// <summary>The environment variables of a sandbox: the template's and Lambda's.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime</remarks>
/// <param name="tableServer">Null when the template has no tables.</param>
/// <param name="awsServices">Of the emulated services; null when there are none.</param>
/// <param name="loginUrl">Replaces the user pool's sign-in URL; null to keep it.</param>
/// <param name="traceDaemon">Address that receives trace segments.</param>
internal sealed class SandboxEnvironment(
    FunctionSettings function,
    Uri? tableServer,
    Uri? awsServices,
    string? loginUrl,
    string traceDaemon
)
{
    /// <summary>Variables that Lambda or the local host sets; others of theirs begin with a reserved prefix.</summary>
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
        "TZ",
        "LANG",
        "PATH",
    };

    private static readonly string[] ReservedPrefixes = ["AWS_LAMBDA_", "AWS_XRAY_", "AWS_ENDPOINT_URL"];

    /// <returns>Why a developer cannot set the variable; null when that is possible.</returns>
    public static string? FindNameError(string variable) =>
        ReservedNames.Contains(variable)
        || Array.Exists(ReservedPrefixes, prefix => variable.StartsWith(prefix, StringComparison.Ordinal))
            ? "Lambda or the local host sets this variable"
        : !variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || !char.IsAsciiLetter(variable[0])
            ? "the name of a variable has letters, digits and underscores, and begins with a letter"
        : null;

    /// <param name="taskRoot">Folder of the executable; <c>/var/task</c> in AWS.</param>
    /// <param name="runtimeApi">Host and port.</param>
    public Dictionary<string, string> Variables(string taskRoot, string runtimeApi)
    {
        var templateVariables = function.Environment.Select(variable =>
            variable.Value == LocalAws.LoginUrl && loginUrl is not null
                ? KeyValuePair.Create(variable.Key, loginUrl)
                : variable
        );

        // Without _X_AMZN_TRACE_ID and AWS_EXECUTION_ENV, which Lambda does not set for custom runtimes.
        var environment = new Dictionary<string, string>(templateVariables, StringComparer.Ordinal)
        {
            ["_HANDLER"] = function.Handler,
            ["AWS_REGION"] = LocalAws.Region,
            ["AWS_DEFAULT_REGION"] = LocalAws.Region,
            ["AWS_LAMBDA_FUNCTION_NAME"] = function.Name,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemorySize.ToString(),
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = function.Logging?.Group ?? $"/aws/lambda/{function.Name}",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = $"{DateTime.UtcNow:yyyy'/'MM'/'dd}/[$LATEST]{Ids.Hex(16)}",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["LAMBDA_TASK_ROOT"] = taskRoot,
            ["LAMBDA_RUNTIME_DIR"] = "/var/runtime",
            ["AWS_ACCESS_KEY_ID"] = LocalAws.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = LocalAws.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = LocalAws.SessionToken,
            ["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR",
            ["AWS_XRAY_DAEMON_ADDRESS"] = traceDaemon,
            ["TZ"] = ":UTC",
            ["LANG"] = "en_US.UTF-8",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
        };
        if (function.Logging?.Level is { } level)
        {
            environment["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
            environment["AWS_LAMBDA_LOG_LEVEL"] = level;
        }

        if (tableServer is not null)
        {
            environment["AWS_ENDPOINT_URL_DYNAMODB"] = tableServer.ToString();
        }

        if (awsServices is not null)
        {
            environment["AWS_ENDPOINT_URL_SQS"] = awsServices.ToString();
            environment["AWS_ENDPOINT_URL_SSM"] = awsServices.ToString();
        }

        return environment;
    }
}
