using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>The CORS configuration of an AWS::Serverless::HttpApi.</summary>
/// <param name="OriginsParameter">The template's parameter that <c>AllowOrigins</c> refers to; null when there is none.</param>
/// <param name="MaxAge">Seconds; null for the browser's default.</param>
internal sealed record CorsSettings(
    IReadOnlyList<string> AllowOrigins,
    string? OriginsParameter,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    int? MaxAge,
    bool AllowCredentials
)
{
    /// <param name="api">The properties of the API: <c>CorsConfiguration</c>, or the same in its <c>DefinitionBody</c>.</param>
    /// <param name="definition">Null when the API has no <c>DefinitionBody</c>.</param>
    public static CorsSettings? Read(PropertyReader api, PropertyReader? definition) =>
        (api.Mapping("CorsConfiguration"), definition?.Mapping("x-amazon-apigateway-cors")) switch
        {
            ({ } properties, null) => Read(properties, name => name),
            (null, { } properties) => Read(properties, JsonNamingPolicy.CamelCase.ConvertName),
            (null, null) => null,
            _ => throw api.Error(
                "CorsConfiguration",
                "CORS is in the DefinitionBody too: one of the two is enough"
            ),
        };

    /// <exception cref="HostError">SAM would lose a part of the configuration.</exception>
    public static void RejectFunction(YamlText yaml, YamlNode api)
    {
        var configuration = YamlText.Child(YamlText.Child(api, "Properties"), "CorsConfiguration");
        if (
            YamlText.Child(configuration, "AllowOrigins") is { } origins
            && Intrinsics.Call(origins) is var (function, _)
        )
        {
            throw yaml.Error(
                origins,
                $"AllowOrigins must not be !{function}: SAM takes a function there for the whole CorsConfiguration, and methods, "
                    + "headers and max age are lost; write a list, such as [!Ref Origin], or x-amazon-apigateway-cors in a DefinitionBody"
            );
        }
    }

    private static CorsSettings Read(PropertyReader properties, Func<string, string> nameOf)
    {
        var settings = new CorsSettings(
            properties.TextList(nameOf("AllowOrigins")) ?? [],
            properties.ParameterOf(nameOf("AllowOrigins")),
            properties.TextList(nameOf("AllowMethods")) ?? [],
            properties.TextList(nameOf("AllowHeaders")) ?? [],
            properties.TextList(nameOf("ExposeHeaders")) ?? [],
            properties.Integer(nameOf("MaxAge"), 0, 86_400),
            properties.OneOf(nameOf("AllowCredentials"), "false", "true") == "true"
        );
        properties.RejectUnknown();
        if (settings.AllowOrigins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw properties.Error(
                nameOf("AllowOrigins"),
                $"{wrong} is not an origin: scheme and host, no path, no slash at the end"
            );
        }

        return settings is { AllowCredentials: true } && settings.AllowOrigins.Contains("*")
            ? throw properties.Error(
                nameOf("AllowCredentials"),
                "credentials and the origin * exclude each other"
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
