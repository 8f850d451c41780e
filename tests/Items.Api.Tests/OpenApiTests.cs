using System.Reflection;
using NativeLambda.Routing;
using YamlDotNet.RepresentationModel;

namespace Items.Api.Tests;

/// <summary>Holds the generated route table against the contract, in both directions.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Verbs =
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

    /// <summary>What the documentation pages load is their own business.</summary>
    private static IEnumerable<Route> Routes =>
        Router.Routes.Where(route => !route.Path.StartsWith("/docs/", StringComparison.Ordinal));

    [Fact]
    public void Router_and_contract_have_the_same_operations()
    {
        var contract = Paths()
            .SelectMany(path =>
                ((YamlMappingNode)path.Value)
                    .Children.Keys.Select(key => key.ToString())
                    .Where(Verbs.Contains)
                    .Select(verb => $"{verb.ToUpperInvariant()} {path.Key}")
            );

        var router = Routes.Select(route => $"{route.Method.ToString().ToUpperInvariant()} {route.Path}");

        router.Should().BeEquivalentTo(contract);
    }

    [Fact]
    public void Router_and_contract_have_the_same_parameters()
    {
        var contract = Paths()
            .SelectMany(path =>
                ((YamlMappingNode)path.Value)
                    .Children.Where(operation => Verbs.Contains(operation.Key.ToString()))
                    .SelectMany(operation =>
                        Parameters(path.Value)
                            .Concat(Parameters(operation.Value))
                            .Select(it => $"{operation.Key.ToString().ToUpperInvariant()} {path.Key}: {it}")
                    )
            );

        var router = Routes.SelectMany(route =>
            route.Parameters.Select(it =>
                $"{route.Method.ToString().ToUpperInvariant()} {route.Path}: {it.In} {it.Name}"
            )
        );

        router.Should().BeEquivalentTo(contract);
    }

    [Fact]
    public void Router_and_contract_ask_for_the_same_scopes()
    {
        var contract = Paths()
            .SelectMany(path =>
                ((YamlMappingNode)path.Value)
                    .Children.Where(operation => Verbs.Contains(operation.Key.ToString()))
                    .Select(operation =>
                        $"{operation.Key.ToString().ToUpperInvariant()} {path.Key}: {Scopes(operation.Value)}"
                    )
            );

        var router = Routes.Select(route =>
            $"{route.Method.ToString().ToUpperInvariant()} {route.Path}: "
            + (route.Scope is null ? "" : $"user {route.Scope} or service {route.Scope}")
        );

        router.Should().BeEquivalentTo(contract);
    }

    [Fact]
    public void Every_scope_of_the_contract_is_one_that_its_clients_can_have()
    {
        var offered = ((YamlMappingNode)Node("components", "securitySchemes"))
            .SelectMany(scheme => (YamlMappingNode)scheme.Value["flows"])
            .Select(flow => (YamlMappingNode)flow.Value["scopes"])
            .ToList();

        offered.Should().HaveCount(2);
        foreach (string scope in Routes.Select(route => route.Scope).OfType<string>())
        {
            offered.Should().OnlyContain(scopes => scopes.Children.ContainsKey(scope));
        }
    }

    /// <summary>Alternatives joined with "or"; an operation that says nothing gets what holds for all.</summary>
    private static string Scopes(YamlNode operation)
    {
        var alternatives = ((YamlMappingNode)operation).Children.TryGetValue("security", out var own)
            ? own
            : Node("security");
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

    /// <summary>Place and name of the parameters that a path or an operation lists; names of headers in lower case.</summary>
    private static IEnumerable<string> Parameters(YamlNode holder)
    {
        if (!((YamlMappingNode)holder).Children.TryGetValue("parameters", out var parameters))
        {
            return [];
        }

        return ((YamlSequenceNode)parameters).Select(Resolve).Select(it => $"{it["in"]} {NameOf(it)}");

        static YamlNode Resolve(YamlNode node) =>
            ((YamlMappingNode)node).Children.TryGetValue("$ref", out var reference)
                ? Node([.. reference.ToString().Split('/').Skip(1)])
                : node;

        static string NameOf(YamlNode parameter) =>
            parameter["in"].ToString() == "header"
                ? parameter["name"].ToString().ToLowerInvariant()
                : parameter["name"].ToString();
    }

    private static YamlMappingNode Paths() => (YamlMappingNode)Node("paths");

    private static YamlNode Node(params object[] path)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.yaml")!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return path.Aggregate(
            yaml.Documents[0].RootNode,
            (node, step) => step is int index ? node[index] : node[(string)step]
        );
    }
}
