namespace Items.LocalHost.Template;

/// <summary>An AWS::Serverless::HttpApi.</summary>
/// <param name="Stage"><c>$default</c>, or a name that is the first segment of every path.</param>
/// <param name="Cors">Null when browsers of other origins are not let in.</param>
internal sealed record HttpApiSettings(
    string Stage,
    IReadOnlyList<JwtSettings> Authorizers,
    CorsSettings? Cors
)
{
    public const string DefaultStage = "$default";

    public static HttpApiSettings Read(Section resource)
    {
        var properties = Stack
            .PropertiesOf(resource)
            .WithoutLocalEffect("Description", "FailOnWarnings", "Tags");
        var settings = new HttpApiSettings(
            properties.Text("StageName") ?? DefaultStage,
            JwtSettings.Read(properties.Map("Auth")),
            CorsSettings.Read(properties.Map("CorsConfiguration"))
        );
        properties.Complete();
        return settings;
    }
}
