namespace Items.LocalHost.Template;

/// <summary>The LoggingConfig of an AWS::Serverless::Function.</summary>
/// <param name="Group">Name of the log group; null for Lambda's default.</param>
/// <param name="Level">Lowest level of the function's lines in JSON format; null for plain text, which has no levels.</param>
internal sealed record LoggingSettings(string? Group, string? Level)
{
    public static LoggingSettings? Read(PropertyReader? properties)
    {
        if (properties is null)
        {
            return null;
        }

        bool isJson = properties.OneOf("LogFormat", "Text", "JSON") == "JSON";
        var settings = new LoggingSettings(
            properties.Text("LogGroup"),
            isJson
                ? properties.OneOf("ApplicationLogLevel", "INFO", "TRACE", "DEBUG", "WARN", "ERROR", "FATAL")
                : null
        );
        // Of Lambda's own lines, which the host writes as text.
        properties.Ignore("SystemLogLevel").RejectUnknown();
        return settings;
    }
}
