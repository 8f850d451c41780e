namespace Items.LocalHost.Template;

/// <summary>The CorsConfiguration of an AWS::Serverless::HttpApi.</summary>
/// <param name="MaxAge">Seconds; null leaves it to the browser.</param>
internal sealed record CorsSettings(
    IReadOnlyList<string> AllowOrigins,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    int? MaxAge,
    bool AllowCredentials
)
{
    public static CorsSettings? Read(Section? section)
    {
        if (section is null)
        {
            return null;
        }

        var settings = new CorsSettings(
            section.Texts("AllowOrigins") ?? [],
            section.Texts("AllowMethods") ?? [],
            section.Texts("AllowHeaders") ?? [],
            section.Texts("ExposeHeaders") ?? [],
            section.Whole("MaxAge", 0, 86_400),
            section.OneOf("AllowCredentials", "false", "true") == "true"
        );
        section.Complete();
        if (settings.AllowOrigins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw section.Error(
                "AllowOrigins",
                $"{wrong} is not an origin: scheme and host, no path, no slash at the end"
            );
        }

        return settings is { AllowCredentials: true } && settings.AllowOrigins.Contains("*")
            ? throw section.Error("AllowCredentials", "AllowCredentials and the origin * exclude each other")
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
