using System.Reflection;
using Books.Api;
using NativeLambda.Routing;
using YamlDotNet.RepresentationModel;

namespace Books.Tests;

/// <summary>Compares the generated route table with <c>openapi.yaml</c>, in both directions.</summary>
public sealed class ContractTests
{
    private static readonly YamlNode Contract = Load();

    [Fact]
    public void Router_and_contract_have_the_same_operations_and_scopes()
    {
        var routes = Router.Routes.Select(route => $"{Name(route)}: {route.Scope}");
        var operations = Operations()
            .Select(operation => $"{operation.Name}: {operation.Node["security"][0]["service"][0]}");

        Assert.Equal(routes.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Router_and_contract_have_the_same_parameters()
    {
        var routes = Router.Routes.SelectMany(route =>
            route.Parameters.Select(parameter => $"{Name(route)}: {parameter.In} {parameter.Name}")
        );
        var operations = Operations()
            .SelectMany(operation =>
                Parameters(operation.Path)
                    .Concat(Parameters(operation.Node))
                    .Select(parameter => $"{operation.Name}: {parameter}")
            );

        Assert.Equal(routes.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
    }

    private static string Name(Route route) => $"{route.Method.ToString().ToUpperInvariant()} {route.Path}";

    private static IEnumerable<(string Name, YamlNode Path, YamlNode Node)> Operations() =>
        from path in (YamlMappingNode)Contract["paths"]
        from member in (YamlMappingNode)path.Value
        where member.Key.ToString() != "parameters"
        select ($"{member.Key.ToString().ToUpperInvariant()} {path.Key}", path.Value, member.Value);

    /// <summary>Location and name of the parameters of a path or an operation; names of headers in lower case.</summary>
    private static IEnumerable<string> Parameters(YamlNode holder) =>
        from parameter in (YamlSequenceNode?)Member(holder, "parameters") ?? []
        let resolved = Resolve(parameter)
        let location = resolved["in"].ToString()
        let name = resolved["name"].ToString()
        select $"{location} {(location == "header" ? name.ToLowerInvariant() : name)}";

    private static YamlNode Resolve(YamlNode node) =>
        Member(node, "$ref") is { } reference
            ? reference.ToString().Split('/').Skip(1).Aggregate(Contract, (parent, name) => parent[name])
            : node;

    private static YamlNode? Member(YamlNode node, string name) =>
        ((YamlMappingNode)node).Children.TryGetValue(name, out var member) ? member : null;

    private static YamlNode Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.yaml")!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }
}
