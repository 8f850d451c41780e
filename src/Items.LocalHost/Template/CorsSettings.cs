namespace Items.LocalHost.Template;

/// <summary>The CorsConfiguration of an AWS::Serverless::HttpApi.</summary>
/// <param name="MaxAge">Seconds; null for the browser's default.</param>
internal sealed record CorsSettings(
    IReadOnlyList<string> AllowOrigins,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    int? MaxAge,
    bool AllowCredentials
)
{
    public static CorsSettings? Read(PropertyReader? properties)
    {
        if (properties is null)
        {
            return null;
        }

        var settings = new CorsSettings(
            properties.TextList("AllowOrigins") ?? [],
            properties.TextList("AllowMethods") ?? [],
            properties.TextList("AllowHeaders") ?? [],
            properties.TextList("ExposeHeaders") ?? [],
            properties.Integer("MaxAge", 0, 86_400),
            properties.OneOf("AllowCredentials", "false", "true") == "true"
        );
        properties.RejectUnknown();
        if (settings.AllowOrigins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw properties.Error(
                "AllowOrigins",
                $"{wrong} is not an origin: scheme and host, no path, no slash at the end"
            );
        }

        return settings is { AllowCredentials: true } && settings.AllowOrigins.Contains("*")
            ? throw properties.Error(
                "AllowCredentials",
                "AllowCredentials and the origin * exclude each other"
            )
            : settings;
    }

    private static bool IsOrigin(string text) =>
        text is "*" or "https://*" or "http://*"
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.AbsolutePath is "/" or ""
            && !text.EndsWith('/')
            && !text.Contains('*')
        );
}
