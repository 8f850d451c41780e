using Items.LocalHost.Gateway;

namespace Items.LocalHost.Template;

/// <summary>An AWS::Serverless::Function.</summary>
/// <param name="CodeUri">Folder of the executable <c>bootstrap</c>, relative to the template.</param>
/// <param name="MemorySize">Megabytes; reported, not enforced.</param>
/// <param name="Concurrency">Maximum number of concurrent invocations; null when the template has none.</param>
/// <param name="Logging">Null when the template has no <c>LoggingConfig</c>.</param>
/// <param name="HasUrl">Whether the function has a URL, which streams responses to callers with AWS credentials.</param>
internal sealed record FunctionSettings(
    string Name,
    string Handler,
    string CodeUri,
    int MemorySize,
    TimeSpan Timeout,
    int? Concurrency,
    LoggingSettings? Logging,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<QueueEventSettings> Queues,
    bool HasUrl
)
{
    /// <param name="variables">Override the variables of the template with the same names.</param>
    public FunctionSettings WithEnvironment(IReadOnlyDictionary<string, string> variables) =>
        this with
        {
            Environment = Environment
                .ExceptBy(variables.Keys, variable => variable.Key)
                .Concat(variables)
                .ToDictionary(StringComparer.Ordinal),
        };

    public static FunctionSettings Read(
        PropertyReader resource,
        IReadOnlyList<JwtAuthorizerSettings> authorizers,
        IReadOnlyList<QueueSettings> queues
    )
    {
        string logicalId = resource.Name;
        var properties = SamTemplate
            .PropertiesOf(resource)
            .Ignore("Role", "Description", "Tags")
            // Locally there is one version, and each start of the host is a release.
            .Ignore("AutoPublishAlias", "AutoPublishAliasAllProperties", "DeploymentPreference")
            // Every sandbox starts on demand.
            .Ignore("ProvisionedConcurrencyConfig")
            // The sampling is Lambda's, and the daemon that receives the traces.
            .Ignore("Tracing");
        foreach (string architecture in properties.TextList("Architectures") ?? [])
        {
            if (architecture != "x86_64")
            {
                throw properties.Error("Architectures", $"{architecture} does not run here, only x86_64");
            }
        }

        properties.OneOf("Runtime", "provided.al2023");
        var environment = properties.Mapping("Environment");
        var variables = environment?.Mapping("Variables")?.AllTexts() ?? [];
        environment?.RejectUnknown();
        var timeout = TimeSpan.FromSeconds(properties.Integer("Timeout", 1, 900) ?? 3);
        var events = properties.Mappings("Events").ToLookup(source => source.OneOf("Type", "HttpApi", "SQS"));

        var settings = new FunctionSettings(
            properties.Text("FunctionName") ?? logicalId,
            properties.Required("Handler"),
            properties.Required("CodeUri"),
            properties.Integer("MemorySize", 128, 10240) ?? 128,
            timeout,
            properties.Integer("ReservedConcurrentExecutions", 1, 10_000),
            LoggingSettings.Read(properties.Mapping("LoggingConfig")),
            variables.ToDictionary(StringComparer.Ordinal),
            [.. events["HttpApi"].Select(source => ReadRoute(source, authorizers))],
            [
                .. events["SQS"]
                    .Select(source => QueueEventSettings.Read(source, queues, timeout))
                    .OfType<QueueEventSettings>(),
            ],
            ReadUrl(properties.Mapping("FunctionUrlConfig"))
        );
        properties.RejectUnknown();
        return settings;
    }

    private static Route ReadRoute(PropertyReader source, IReadOnlyList<JwtAuthorizerSettings> authorizers)
    {
        var properties =
            source.Mapping("Properties") ?? throw source.Error("Properties", "has no Properties");
        source.RejectUnknown();

        // A reference to the one HTTP API resolves to this id.
        if (properties.Required("ApiId") != LocalAws.ApiId)
        {
            throw properties.Error("ApiId", "ApiId must refer to the HTTP API of this template");
        }

        int timeout = properties.Integer("TimeoutInMillis", 50, 30_000) ?? 30_000;
        var route = new Route(
            ReadMethod(properties),
            ReadPath(properties),
            TimeSpan.FromMilliseconds(timeout),
            RouteAuthorizerSettings.Read(properties.Mapping("Auth"), authorizers)
        );
        properties.RejectUnknown();
        return route;
    }

    private static bool ReadUrl(PropertyReader? properties)
    {
        if (properties is null)
        {
            return false;
        }

        properties.Required("AuthType");
        properties.OneOf("AuthType", "AWS_IAM");
        properties.Required("InvokeMode");
        properties.OneOf("InvokeMode", "RESPONSE_STREAM");
        properties.RejectUnknown();
        return true;
    }

    private static string ReadMethod(PropertyReader properties)
    {
        string method = properties.Required("Method").ToUpperInvariant();
        return method is "ANY" or "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS"
            ? method
            : throw properties.Error("Method", $"Method {method} cannot be routed");
    }

    private static string ReadPath(PropertyReader properties)
    {
        string path = properties.Required("Path");
        return Route.IsValidPath(path)
            ? path
            : throw properties.Error("Path", $"Path {path} cannot be routed");
    }
}
