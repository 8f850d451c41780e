using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NativeLambda.Generators;

/// <summary>Writes the HTTP router from the route attributes of endpoint methods.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RouterGenerator : IIncrementalGenerator
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jsonTypes = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                Seam.JsonSerializable,
                static (_, _) => true,
                static (context, _) => JsonContextParser.Parse(context)
            )
            .WithTrackingName(TrackingNames.JsonTypes)
            .SelectMany(static (types, _) => types)
            .Collect();
        var declarations = Declarations(context, Method.Get)
            .Concat(Declarations(context, Method.Post))
            .Concat(Declarations(context, Method.Put))
            .Concat(Declarations(context, Method.Delete));

        var result = declarations
            .Combine(jsonTypes)
            .Select(static (pair, _) => RouterBuilder.Build(pair.Left, pair.Right));

        // Locations change with every line that is inserted above them. Problems keep them, the router's
        // model does not, so such an edit does not write the router again.
        var problems = result
            .SelectMany(static (result, _) => result.Problems)
            .WithTrackingName(TrackingNames.Problems);
        context.RegisterSourceOutput(
            problems,
            static (context, problem) => context.ReportDiagnostic(problem.ToDiagnostic())
        );

        var router = result
            .Select(static (result, _) => result.Router)
            .WithTrackingName(TrackingNames.Router);
        context.RegisterSourceOutput(
            router,
            static (context, router) =>
            {
                if (router.Endpoints.Count > 0)
                {
                    context.AddSource("Router.g.cs", SourceText.From(RouterEmitter.Emit(router), Utf8));
                }
            }
        );
    }

    private static IncrementalValueProvider<ImmutableArray<Declaration>> Declarations(
        IncrementalGeneratorInitializationContext context,
        Method method
    ) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                $"{Seam.Namespace}.{method}Attribute",
                static (_, _) => true,
                (context, _) => EndpointParser.Parse(context, method)
            )
            .WithTrackingName(TrackingNames.Declarations)
            .Collect();
}

/// <summary>Names of the pipeline's steps, for the tests of what is computed again after an edit.</summary>
internal static class TrackingNames
{
    public const string JsonTypes = nameof(JsonTypes);
    public const string Declarations = nameof(Declarations);
    public const string Problems = nameof(Problems);
    public const string Router = nameof(Router);
}

internal static class PipelineExtensions
{
    public static IncrementalValueProvider<ImmutableArray<T>> Concat<T>(
        this IncrementalValueProvider<ImmutableArray<T>> first,
        IncrementalValueProvider<ImmutableArray<T>> second
    ) => first.Combine(second).Select(static (pair, _) => pair.Left.AddRange(pair.Right));
}
