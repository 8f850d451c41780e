namespace Items.LocalHost.Template;

/// <summary>An AWS::Serverless::HttpApi.</summary>
/// <param name="Stage"><c>$default</c>, or a name that is the first segment of every path.</param>
/// <param name="Cors">Null when the API sends no CORS headers.</param>
internal sealed record HttpApiSettings(
    string Stage,
    IReadOnlyList<JwtAuthorizerSettings> Authorizers,
    CorsSettings? Cors
)
{
    public const string DefaultStage = "$default";

    public static HttpApiSettings Read(PropertyReader resource)
    {
        var properties = SamTemplate
            .PropertiesOf(resource)
            .Ignore("Description", "FailOnWarnings", "Tags")
            // One developer calls the API, and the host prints each request.
            .Ignore("DefaultRouteSettings", "RouteSettings", "AccessLogSettings");
        var definition = properties.Mapping("DefinitionBody")?.Ignore("openapi", "info");
        var settings = new HttpApiSettings(
            properties.Text("StageName") ?? DefaultStage,
            JwtAuthorizerSettings.Read(properties.Mapping("Auth")),
            CorsSettings.Read(properties, definition)
        );
        // The routes are those of the function's events.
        definition?.Mapping("paths")?.RejectUnknown();
        definition?.RejectUnknown();
        properties.RejectUnknown();
        return settings;
    }
}
