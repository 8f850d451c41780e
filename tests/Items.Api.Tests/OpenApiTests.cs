using System.Reflection;
using NativeLambda.Routing;
using YamlDotNet.RepresentationModel;

namespace Items.Api.Tests;

/// <summary>Compares the generated route table with the contract, in both directions.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Methods =
    [
        "get",
        "put",
        "post",
        "delete",
        "patch",
        "head",
        "options",
        "trace",
    ];

    private static readonly YamlNode Contract = Load();

    /// <summary>Without the assets of the documentation pages, which the contract does not describe.</summary>
    private static IEnumerable<Route> Routes =>
        Router.Routes.Where(route => !route.Path.StartsWith("/docs/", StringComparison.Ordinal));

    [Fact]
    public void Router_and_contract_have_the_same_operations() =>
        Routes.Select(Name).Should().BeEquivalentTo(Operations().Select(operation => operation.Name));

    [Fact]
    public void Router_and_contract_have_the_same_parameters()
    {
        var contract = Operations()
            .SelectMany(operation =>
                Parameters(operation.Path)
                    .Concat(Parameters(operation.Node))
                    .Select(parameter => $"{operation.Name}: {parameter}")
            );

        var router = Routes.SelectMany(route =>
            route.Parameters.Select(parameter => $"{Name(route)}: {parameter.In} {parameter.Name}")
        );

        router.Should().BeEquivalentTo(contract);
    }

    [Fact]
    public void Router_and_contract_require_the_same_scopes()
    {
        var contract = Operations().Select(operation => $"{operation.Name}: {Scopes(operation.Node)}");

        var router = Routes.Select(route =>
            $"{Name(route)}: "
            + (
                route.Scope is null ? ""
                // Called on the function URL, where IAM authorizes callers and tokens have no meaning.
                : route.Path == "/api/v1/export" ? "signature "
                : $"user {route.Scope} or service {route.Scope}"
            )
        );

        router.Should().BeEquivalentTo(contract);
    }

    [Fact]
    public void Both_OAuth_schemes_of_the_contract_offer_every_scope_of_the_routes()
    {
        var offered = ((YamlMappingNode)Contract["components"]["securitySchemes"])
            .Where(scheme => Text(scheme.Value["type"]) == "oauth2")
            .SelectMany(scheme => (YamlMappingNode)scheme.Value["flows"])
            .Select(flow => ((YamlMappingNode)flow.Value["scopes"]).Children.Keys.Select(Text))
            .ToList();
        string[] required = [.. Routes.Select(route => route.Scope).OfType<string>().Distinct()];

        required.Should().NotBeEmpty();
        offered.Should().HaveCount(2).And.OnlyContain(scopes => !required.Except(scopes).Any());
    }

    private static string Name(Route route) => $"{route.Method.ToString().ToUpperInvariant()} {route.Path}";

    private static IEnumerable<(string Name, YamlNode Path, YamlNode Node)> Operations() =>
        from path in (YamlMappingNode)Contract["paths"]
        from member in (YamlMappingNode)path.Value
        where Methods.Contains(Text(member.Key))
        select ($"{Text(member.Key).ToUpperInvariant()} {path.Key}", path.Value, member.Value);

    /// <summary>Alternatives joined with "or"; an operation without its own has those of the whole contract.</summary>
    private static string Scopes(YamlNode operation)
    {
        var alternatives = Member(operation, "security") ?? Contract["security"];
        return string.Join(
            " or ",
            ((YamlSequenceNode)alternatives)
                .Cast<YamlMappingNode>()
                .SelectMany(schemes =>
                    schemes.Select(scheme =>
                        $"{scheme.Key} {string.Join(' ', (YamlSequenceNode)scheme.Value)}"
                    )
                )
        );
    }

    /// <summary>Location and name of the parameters of a path or an operation; names of headers in lower case.</summary>
    private static IEnumerable<string> Parameters(YamlNode holder) =>
        from parameter in (YamlSequenceNode?)Member(holder, "parameters") ?? []
        let resolved = Resolve(parameter)
        let location = Text(resolved["in"])
        let name = Text(resolved["name"])
        select $"{location} {(location == "header" ? name.ToLowerInvariant() : name)}";

    private static YamlNode Resolve(YamlNode node) =>
        Member(node, "$ref") is { } reference
            ? Text(reference).Split('/').Skip(1).Aggregate(Contract, (parent, name) => parent[name])
            : node;

    private static YamlNode? Member(YamlNode node, string name) =>
        ((YamlMappingNode)node).Children.TryGetValue(name, out var member) ? member : null;

    private static string Text(YamlNode node) => node.ToString();

    private static YamlNode Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.yaml")!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }
}
