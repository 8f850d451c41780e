using Items.LocalHost.Gateway;

namespace Items.LocalHost.Template;

/// <summary>An AWS::Serverless::Function.</summary>
/// <param name="CodeUri">Folder of the executable <c>bootstrap</c>, relative to the template.</param>
/// <param name="MemorySize">Megabytes; reported, not enforced.</param>
/// <param name="Concurrency">Most events at a time.</param>
internal sealed record FunctionSettings(
    string Name,
    string Handler,
    string CodeUri,
    int MemorySize,
    TimeSpan Timeout,
    int? Concurrency,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<Route> Routes
)
{
    public static FunctionSettings Read(Section resource, IReadOnlyList<JwtSettings> authorizers)
    {
        string logicalId = resource.Name;
        var properties = Stack
            .PropertiesOf(resource)
            .WithoutLocalEffect("Role", "Description", "Tags")
            .WithoutLocalEffect("Architectures");
        foreach (string architecture in properties.Texts("Architectures") ?? [])
        {
            if (architecture != "x86_64")
            {
                throw properties.Error("Architectures", $"{architecture} does not run here, only x86_64");
            }
        }

        properties.OneOf("Runtime", "provided.al2023");
        properties.Map("LoggingConfig")?.WithoutLocalEffect("LogGroup").Complete();
        var environment = properties.Map("Environment");
        var variables = environment?.Map("Variables")?.AllTexts() ?? [];
        environment?.Complete();

        var settings = new FunctionSettings(
            properties.Text("FunctionName") ?? logicalId,
            properties.Required("Handler"),
            properties.Required("CodeUri"),
            properties.Whole("MemorySize", 128, 10240) ?? 128,
            TimeSpan.FromSeconds(properties.Whole("Timeout", 1, 900) ?? 3),
            properties.Whole("ReservedConcurrentExecutions", 1, 10_000),
            variables.ToDictionary(StringComparer.Ordinal),
            [.. properties.Members("Events").Select(source => ReadRoute(source, authorizers))]
        );
        properties.Complete();
        return settings;
    }

    private static Route ReadRoute(Section source, IReadOnlyList<JwtSettings> authorizers)
    {
        source.OneOf("Type", "HttpApi");
        var properties = source.Map("Properties") ?? throw source.Error("Properties", "has no Properties");
        source.Complete();

        // There is one HTTP API, and a reference to anything else has no value or another one.
        if (properties.Required("ApiId") != LocalAws.ApiId)
        {
            throw properties.Error("ApiId", "ApiId must refer to the HTTP API of this template");
        }

        int timeout = properties.Whole("TimeoutInMillis", 50, 30_000) ?? 30_000;
        var route = new Route(
            ReadMethod(properties),
            ReadPath(properties),
            TimeSpan.FromMilliseconds(timeout),
            RouteAuthorizer.Read(properties.Map("Auth"), authorizers)
        );
        properties.Complete();
        return route;
    }

    private static string ReadMethod(Section properties)
    {
        string method = properties.Required("Method").ToUpperInvariant();
        return method is "ANY" or "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS"
            ? method
            : throw properties.Error("Method", $"Method {method} cannot be routed");
    }

    private static string ReadPath(Section properties)
    {
        string path = properties.Required("Path");
        return Route.IsValidPath(path)
            ? path
            : throw properties.Error("Path", $"Path {path} cannot be routed");
    }
}
