using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>A route of an HTTP API: an event of a function.</summary>
/// <param name="Place">The event in the template, as a path.</param>
/// <param name="Api">Logical id of the API.</param>
/// <param name="Key">Method and path, such as <c>GET /docs</c>.</param>
/// <param name="AuthorizerName">Null for a route without authorization.</param>
internal sealed record Route(string Place, string Api, string Key, string? AuthorizerName)
{
    public static IEnumerable<Route> Of(Resource function) =>
        from source in function.Properties["Events"]?.AsObject() ?? []
        where $"{source.Value?["Type"]}" == "HttpApi"
        let properties = source.Value?["Properties"]
        select new Route(
            $"{function.Name}.Events.{source.Key}",
            $"{Intrinsic.Of(properties?["ApiId"])?.Argument}",
            $"{properties?["Method"] as JsonValue} {properties?["Path"] as JsonValue}",
            properties?["Auth"]?["Authorizer"]?.ToString()
        );

    /// <summary>Reports what SAM would not accept in an event of the type HttpApi.</summary>
    /// <param name="path">The event in the template.</param>
    public static void Check(SamTransform sam, string path, JsonNode? properties)
    {
        sam.RejectUnknown(path, properties, "ApiId", "Auth", "Method", "Path", "TimeoutInMillis");
        sam.RejectUnknown($"{path}.Auth", properties?["Auth"], "Authorizer", "AuthorizationScopes");
        foreach (string part in new[] { "Method", "Path" })
        {
            sam.Literal($"{path}.{part}", properties?[part], "SAM writes the route into the API's body");
        }

        if (Intrinsic.Of(properties?["ApiId"]) is not { Function: "Ref" })
        {
            sam.Violation($"{path}.ApiId", "must be !Ref of an API of this template");
        }
    }
}
