namespace Items.LocalHost.Template;

/// <summary>An AWS::Serverless::HttpApi.</summary>
/// <param name="Stage"><c>$default</c>, or a name that is the first segment of every path.</param>
internal sealed record HttpApiSettings(string Stage)
{
    public const string DefaultStage = "$default";

    public static HttpApiSettings Read(Section resource)
    {
        var properties = Stack
            .PropertiesOf(resource)
            .WithoutLocalEffect("Description", "FailOnWarnings", "Tags");
        var settings = new HttpApiSettings(properties.Text("StageName") ?? DefaultStage);
        properties.Complete();
        return settings;
    }
}
