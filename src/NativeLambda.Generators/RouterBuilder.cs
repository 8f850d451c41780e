using System.Collections.Immutable;

namespace NativeLambda.Generators;

/// <summary>What comes of all declarations together, and what is wrong with any of them.</summary>
internal sealed record RouterResult(RouterModel Router, EquatableArray<DiagnosticInfo> Problems);

/// <summary>Puts endpoints and JSON types together and leaves out the endpoints that cannot be served.</summary>
internal static class RouterBuilder
{
    public static RouterResult Build(
        ImmutableArray<Declaration> declarations,
        ImmutableArray<JsonType> jsonTypes
    )
    {
        var problems = declarations.SelectMany(declaration => declaration.Problems).ToList();
        var json = new Dictionary<string, JsonType>(StringComparer.Ordinal);
        foreach (var type in jsonTypes.OrderBy(type => type.Context.FullName, StringComparer.Ordinal))
        {
            json[type.Key] = json.TryGetValue(type.Key, out var known) ? known : type;
        }

        var routes = new Dictionary<(Method, string), Endpoint>();
        var needed = new SortedDictionary<string, JsonType>(StringComparer.Ordinal);
        foreach (var declaration in declarations)
        {
            if (declaration.Endpoint is not { } endpoint)
            {
                continue;
            }

            var route = (endpoint.Method, endpoint.Path.Key);
            if (routes.TryGetValue(route, out var first))
            {
                problems.Add(
                    new DiagnosticInfo(
                        Diagnostics.DuplicateRoute,
                        declaration.RouteLocation,
                        first.DisplayName,
                        endpoint.Verb,
                        first.Path.Text
                    )
                );
                continue;
            }

            var missing = JsonTypesOf(declaration).Where(type => !json.ContainsKey(type.Key)).ToList();
            problems.AddRange(
                missing.Select(type => new DiagnosticInfo(
                    Diagnostics.MissingJsonMetadata,
                    type.Location,
                    type.Key.Replace("global::", "")
                ))
            );
            if (missing.Count == 0)
            {
                routes.Add(route, endpoint);
                foreach (var (key, _) in JsonTypesOf(declaration))
                {
                    needed[key] = json[key];
                }
            }
        }

        var ordered = routes
            .Values.OrderBy(endpoint => endpoint.Path, PathTemplate.BySpecificity)
            .ThenBy(endpoint => endpoint.Method);
        return new RouterResult(
            new RouterModel(ordered.ToEquatableArray(), needed.Values.ToEquatableArray()),
            problems.Distinct().ToEquatableArray()
        );
    }

    private static IEnumerable<(string Key, LocationInfo? Location)> JsonTypesOf(Declaration declaration)
    {
        foreach (var body in declaration.Endpoint!.Parameters.Select(it => it.Binding).OfType<BodyBinding>())
        {
            yield return (body.TypeKey, declaration.BodyLocation);
        }

        if (declaration.Endpoint.ResultTypeKey is { } result)
        {
            yield return (result, declaration.ResultLocation);
        }
    }
}
