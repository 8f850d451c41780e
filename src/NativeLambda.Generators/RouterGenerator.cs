using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>Writes the HTTP router from the route attributes of endpoint methods.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RouterGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jsonTypes = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.JsonSerializable,
                static (_, _) => true,
                static (context, _) => JsonContextParser.Parse(context)
            )
            .WithTrackingName("JsonTypes")
            .SelectMany(static (types, _) => types)
            .Collect();
        var declarations = ((RouteMethod[])Enum.GetValues(typeof(RouteMethod)))
            .Select(method => Declarations(context, method))
            .Aggregate(
                (first, second) =>
                    first.Combine(second).Select(static (pair, _) => pair.Left.AddRange(pair.Right))
            );
        var rootNamespace = context
            .AnalyzerConfigOptionsProvider.Combine(context.CompilationProvider)
            .Select(
                static (pair, _) =>
                    pair.Left.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? name)
                    && name.Length > 0
                        ? name
                        : pair.Right.AssemblyName ?? ""
            );
        var result = declarations
            .Combine(jsonTypes)
            .Combine(rootNamespace)
            .Select(static (it, _) => RouterBuilder.Build(it.Left.Left, it.Left.Right, it.Right));

        // Locations change with every line that is inserted above them. Errors contain them and the router's model does
        // not, so that such an edit does not write the router again.
        context.RegisterSourceOutput(
            result.SelectMany(static (result, _) => result.Errors).WithTrackingName("Errors"),
            static (context, error) => context.ReportDiagnostic(error.ToDiagnostic())
        );
        context.RegisterSourceOutput(
            result
                .SelectMany(static (it, _) => new[] { it.Router }.Where(it => it.Endpoints.Count > 0))
                .WithTrackingName("Router"),
            static (context, router) => context.AddSource("Router.g.cs", RouterEmitter.Emit(router))
        );
    }

    private static IncrementalValueProvider<ImmutableArray<Declaration>> Declarations(
        IncrementalGeneratorInitializationContext context,
        RouteMethod method
    ) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                $"{KnownTypes.Routing}.{method}Attribute",
                static (_, _) => true,
                (context, _) =>
                    new EndpointParser(
                        (IMethodSymbol)context.TargetSymbol,
                        context.Attributes[0],
                        method
                    ).Parse()
            )
            .WithTrackingName("Declarations")
            .Collect();
}
