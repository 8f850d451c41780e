using System.Collections.Immutable;

namespace NativeLambda.Generators;

internal sealed record RouterResult(RouterModel Router, EquatableArray<DiagnosticInfo> Errors);

/// <summary>Combines all declarations, and omits the endpoints that cannot be served.</summary>
internal static class RouterBuilder
{
    public static RouterResult Build(
        ImmutableArray<Declaration> declarations,
        ImmutableArray<JsonType> jsonTypes,
        string rootNamespace
    )
    {
        var json = jsonTypes
            .OrderBy(type => type.Metadata, StringComparer.Ordinal)
            .GroupBy(type => type.Type, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var errors = declarations.SelectMany(declaration => declaration.Errors).ToList();
        var routes = new Dictionary<(string, RouteMethod), Endpoint>();
        foreach (var declaration in declarations)
        {
            if (declaration is not { Endpoint: { } endpoint, Errors.Count: 0 })
            {
                continue;
            }

            if (routes.TryGetValue((endpoint.Path.Key, endpoint.Method), out var first))
            {
                var arguments = new EquatableArray<string>(first.DisplayName, first.Verb, first.Path.Text);
                errors.Add(new(Diagnostics.DuplicateRoute, declaration.RouteLocation, arguments));
                continue;
            }

            var missing = declaration.Bodies.Where(body => !json.ContainsKey(body.Type)).ToList();
            errors.AddRange(missing.Select(Missing));
            if (missing.Count == 0)
            {
                routes.Add((endpoint.Path.Key, endpoint.Method), endpoint);
            }
        }

        var ordered = routes
            .Values.OrderBy(endpoint => endpoint.Path.Key, StringComparer.Ordinal)
            .ThenBy(endpoint => endpoint.Method);
        return new RouterResult(
            new RouterModel(rootNamespace, new([.. ordered]), new([.. json.Values])),
            new([.. errors.Distinct()])
        );
    }

    private static DiagnosticInfo Missing(JsonBody body) =>
        new(Diagnostics.MissingJsonMetadata, body.Location, new(body.Type.Replace("global::", "")));
}
