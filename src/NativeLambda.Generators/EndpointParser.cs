using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NativeLambda.Generators;

/// <summary>Reads one endpoint, as far as it can be checked without the others and without the JSON context.</summary>
internal sealed class EndpointParser(IMethodSymbol symbol, AttributeData attribute, RouteMethod method)
{
    private readonly List<DiagnosticInfo> _errors = [];

    private Location? RouteLocation =>
        DiagnosticInfo.Detach(
            (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)
                ?.ArgumentList?.Arguments.FirstOrDefault()
                ?.GetLocation()
        );

    private Location? ResultLocation =>
        DiagnosticInfo.Detach(
            (
                symbol.DeclaringSyntaxReferences[0].GetSyntax() as MethodDeclarationSyntax
            )?.ReturnType.GetLocation()
        );

    private string DisplayName =>
        $"{symbol.ContainingType.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}.{symbol.Name}";

    public Declaration Parse()
    {
        var types = symbol.Parameters.Select(parameter => parameter.Type).Append(symbol.ReturnType);
        string template = attribute.FirstArgument<string>() ?? "";
        if (FindObstacle() is { } obstacle)
        {
            var location = DiagnosticInfo.Detach(symbol.Locations[0]);
            Report(Diagnostics.UncallableEndpoint, location, DisplayName, obstacle);
        }
        else if (PathTemplate.FindError(template) is { } error)
        {
            Report(Diagnostics.MalformedTemplate, RouteLocation, template, error);
        }
        else if (!types.Any(IsUnresolved))
        {
            return Parse(PathTemplate.Parse(template), attribute.NamedArgument<string>("Scope"));
        }

        return new Declaration(null, new([.. _errors]), null, new());
    }

    private Declaration Parse(PathTemplate path, string? scope)
    {
        var parser = new ParameterParser(method, path, scope, _errors);
        var parameters = symbol.Parameters.Select(parser.Parse).OfType<Parameter>().ToArray();
        foreach (string name in parser.UnboundPathParameters)
        {
            string parameter = CSharpText.FromSnakeCase(name);
            Report(Diagnostics.UnboundPathParameter, RouteLocation, name, DisplayName, parameter);
        }

        string? result = CheckResult()?.GlobalName();
        var endpoint = new Endpoint(
            method,
            path,
            scope,
            symbol.ContainingType.GlobalName(),
            CSharpText.Escape(symbol.Name),
            DisplayName,
            symbol.IsStatic,
            result,
            new(parameters)
        );
        var bodies = new[] { parser.Body, result is null ? null : new JsonBody(result, ResultLocation) };
        return new Declaration(
            endpoint,
            new([.. _errors]),
            RouteLocation,
            new([.. bodies.OfType<JsonBody>()])
        );
    }

    private string? FindObstacle() =>
        symbol switch
        {
            { MethodKind: not MethodKind.Ordinary } => "make it an ordinary method of a class.",
            { ContainingType.TypeKind: not TypeKind.Class } => "move it into a class.",
            { IsGenericMethod: true } or { ContainingType.IsGenericType: true } =>
                "neither it nor its class may have type parameters.",
            _ when !symbol.IsReachable() => "make it, and every class around it, internal or public.",
            _ => null,
        };

    /// <returns>The type of the JSON body of the response; null when there is none.</returns>
    private ITypeSymbol? CheckResult()
    {
        var type = symbol.ReturnType;
        var value = (type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        if (symbol.IsAsync || !type.GetMembers("GetAwaiter").IsEmpty)
        {
            Report(Diagnostics.AsynchronousEndpoint, ResultLocation, DisplayName);
        }
        else if (
            type.FullName() is not (KnownTypes.Response or KnownTypes.Result)
            || new[] { type, value }.Any(it => it?.NullableAnnotation == NullableAnnotation.Annotated)
            || symbol.RefKind != RefKind.None
        )
        {
            Report(Diagnostics.UnsupportedReturnType, ResultLocation, DisplayName, type.ShortName());
        }

        return value;
    }

    /// <summary>The compiler reports such types itself.</summary>
    private static bool IsUnresolved(ITypeSymbol type) =>
        type switch
        {
            { TypeKind: TypeKind.Error } => true,
            IArrayTypeSymbol array => IsUnresolved(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(IsUnresolved),
            _ => false,
        };

    private void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        _errors.Add(new(descriptor, location, new(arguments)));
}
