using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NativeLambda.Generators;

/// <summary>Reads one endpoint, as far as it can be judged without the others and without the JSON context.</summary>
internal sealed class EndpointParser
{
    private readonly IMethodSymbol _method;
    private readonly AttributeData _attribute;
    private readonly Method _verb;
    private readonly List<DiagnosticInfo> _problems = [];

    private EndpointParser(IMethodSymbol method, AttributeData attribute, Method verb)
    {
        _method = method;
        _attribute = attribute;
        _verb = verb;
    }

    private LocationInfo? RouteLocation =>
        LocationInfo.Of(
            _attribute.ApplicationSyntaxReference?.GetSyntax()
                is AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
                ? arguments[0].GetLocation()
                : _method.Locations[0]
        );

    private LocationInfo? ResultLocation =>
        LocationInfo.Of(
            _method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax declaration
                ? declaration.ReturnType.GetLocation()
                : _method.Locations[0]
        );

    private string DisplayName => $"{_method.ContainingType.ToTypeName().Name}.{_method.Name}";

    public static Declaration Parse(GeneratorAttributeSyntaxContext context, Method verb) =>
        new EndpointParser((IMethodSymbol)context.TargetSymbol, context.Attributes[0], verb).Parse();

    private Declaration Parse()
    {
        if (FindObstacle() is { } obstacle)
        {
            return Refused(
                Diagnostics.UncallableEndpoint,
                LocationInfo.Of(_method.Locations[0]),
                DisplayName,
                obstacle
            );
        }

        var types = _method.Parameters.Select(parameter => parameter.Type).Append(_method.ReturnType);
        if (types.Any(IsUnresolved) || _attribute.ConstructorArguments.Length == 0)
        {
            return new Declaration(null, default);
        }

        string text = _attribute.Argument<string>() ?? "";
        if (PathTemplate.FindProblem(text) is { } problem)
        {
            return Refused(Diagnostics.MalformedTemplate, RouteLocation, text, problem);
        }

        var template = PathTemplate.Parse(text);
        var binder = new ParameterBinder(_verb, template, _problems);
        var parameters = _method.Parameters.Select(binder.Bind).ToList();
        foreach (string unbound in binder.UnboundPathParameters)
        {
            Report(
                Diagnostics.UnboundPathParameter,
                RouteLocation,
                unbound,
                DisplayName,
                Identifier.FromSnakeCase(unbound)
            );
        }

        if (!TryReadResult(out bool isAsync, out var result))
        {
            Report(
                Diagnostics.UnsupportedReturnType,
                ResultLocation,
                DisplayName,
                _method.ReturnType.ForReaders()
            );
        }

        if (_problems.Count > 0)
        {
            return new Declaration(null, _problems.ToEquatableArray());
        }

        var endpoint = new Endpoint(
            _verb,
            template,
            _attribute.Named<string>("Scope"),
            _method.ContainingType.ToTypeName(),
            _method.Name,
            _method.IsStatic,
            isAsync,
            result?.Key(),
            parameters.OfType<Parameter>().ToEquatableArray()
        );
        return new Declaration(endpoint, default)
        {
            RouteLocation = RouteLocation,
            ResultLocation = ResultLocation,
            BodyLocation = binder.BodyLocation,
        };
    }

    private string? FindObstacle() =>
        _method switch
        {
            { MethodKind: not MethodKind.Ordinary } => "make it an ordinary method of a class.",
            { ContainingType.TypeKind: not TypeKind.Class } => "move it into a class.",
            { IsGenericMethod: true } or { ContainingType.IsGenericType: true } =>
                "neither it nor its class may have type parameters.",
            _ when !_method.IsReachable() => "make it, and every class around it, internal or public.",
            _ => null,
        };

    private bool TryReadResult(out bool isAsync, out ITypeSymbol? value)
    {
        var type = _method.ReturnType as INamedTypeSymbol;
        isAsync = type?.IsTaskOfSomething() ?? false;
        if (isAsync)
        {
            type = type!.TypeArguments[0] as INamedTypeSymbol;
        }

        value = type is { IsGenericType: true } ? type.TypeArguments[0] : null;
        return type?.IsReply() == true
            && type.NullableAnnotation != NullableAnnotation.Annotated
            && !_method.ReturnsByRef
            && !_method.ReturnsByRefReadonly
            && value is not { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
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

    private void Report(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments) =>
        _problems.Add(new DiagnosticInfo(descriptor, location, arguments));

    private Declaration Refused(
        DiagnosticDescriptor descriptor,
        LocationInfo? location,
        params string[] arguments
    )
    {
        Report(descriptor, location, arguments);
        return new Declaration(null, _problems.ToEquatableArray());
    }
}
