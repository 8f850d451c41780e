using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NativeLambda.Generators;

/// <summary>
/// Suppresses CS8509, "the switch expression does not handle all possible values", when its arms cover every case of a
/// closed hierarchy: an abstract type whose constructors are private, so that only nested types can derive from it. The
/// switch then needs no <c>_</c> arm, and a new case is a compile error where it is not handled.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedHierarchySuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor AllCasesAreHandled = new(
        "NLS001",
        "CS8509",
        "The arms cover every case of a closed hierarchy."
    );

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [AllCasesAreHandled];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (
                diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken)
                    .FindNode(diagnostic.Location.SourceSpan)
                    .FirstAncestorOrSelf<SwitchExpressionSyntax>()
                    is { } expression
                && CoversAllCases(expression, context.GetSemanticModel(tree))
            )
            {
                context.ReportSuppression(Suppression.Create(AllCasesAreHandled, diagnostic));
            }
        }
    }

    private static bool CoversAllCases(SwitchExpressionSyntax expression, SemanticModel model)
    {
        if (
            model.GetTypeInfo(expression.GoverningExpression).Type is not INamedTypeSymbol type
            || !IsClosed(type)
        )
        {
            return false;
        }

        var handled = expression
            .Arms.Where(arm => arm.WhenClause is null)
            .Select(arm => HandledType(arm.Pattern, model))
            .ToList();
        return NestedTypes(type)
            .Where(nested => SymbolEqualityComparer.Default.Equals(nested.BaseType, type))
            .All(nested => handled.Contains(nested, SymbolEqualityComparer.Default));
    }

    private static IEnumerable<INamedTypeSymbol> NestedTypes(INamedTypeSymbol type) =>
        type.GetTypeMembers().SelectMany(nested => NestedTypes(nested).Prepend(nested));

    /// <summary>A record's copy constructor is not private, but needs an instance, and so an existing case.</summary>
    private static bool IsClosed(INamedTypeSymbol type) =>
        type.IsAbstract
        && type.InstanceConstructors.All(constructor =>
            constructor.DeclaredAccessibility == Accessibility.Private
            || (
                constructor.Parameters.Length == 1
                && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type)
            )
        );

    /// <returns>The type of which the pattern matches every value; null when it matches only some.</returns>
    private static ITypeSymbol? HandledType(PatternSyntax pattern, SemanticModel model) =>
        pattern switch
        {
            ConstantPatternSyntax constant => model.GetSymbolInfo(constant.Expression).Symbol as ITypeSymbol,
            TypePatternSyntax type => model.GetTypeInfo(type.Type).Type,
            DeclarationPatternSyntax declaration => model.GetTypeInfo(declaration.Type).Type,
            RecursivePatternSyntax { Type: { } type, PropertyPatternClause: null } recursive
                when recursive.PositionalPatternClause is null
                    || recursive.PositionalPatternClause.Subpatterns.All(part =>
                        part.Pattern.IsKind(SyntaxKind.VarPattern)
                    ) => model.GetTypeInfo(type).Type,
            _ => null,
        };
}
