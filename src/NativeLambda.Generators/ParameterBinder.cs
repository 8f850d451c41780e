using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>Decides where each argument of an endpoint comes from.</summary>
internal sealed class ParameterBinder(Method verb, PathTemplate template, List<DiagnosticInfo> problems)
{
    // What a parameter of the template is called in C#, in the template's order; null once it is bound.
    private readonly string?[] _unbound = [.. template.ParameterNames.Select(Identifier.FromSnakeCase)];

    /// <summary>The parameter that is read from the body; null while there is none.</summary>
    public LocationInfo? BodyLocation { get; private set; }

    /// <summary>As the template writes them.</summary>
    public IEnumerable<string> UnboundPathParameters =>
        template.ParameterNames.Where((_, index) => _unbound[index] is not null);

    /// <returns>Null after a problem has been reported.</returns>
    public Parameter? Bind(IParameterSymbol parameter) =>
        FindBinding(parameter) is { } binding ? new Parameter(parameter.Name, binding) : null;

    private Binding? FindBinding(IParameterSymbol parameter)
    {
        var query = parameter.FindAttribute("Query");
        var header = parameter.FindAttribute("Header");
        if (parameter.RefKind != RefKind.None)
        {
            return Unsupported(parameter, "pass it by value.");
        }

        if (query is not null && header is not null)
        {
            return Unsupported(parameter, "mark it either [Query] or [Header].");
        }

        if (query is not null)
        {
            return BindQuery(parameter, query);
        }

        if (header is not null)
        {
            return BindHeader(parameter, header);
        }

        int index = Array.IndexOf(_unbound, parameter.Name);
        return index >= 0 ? BindPath(parameter, index) : BindByType(parameter);
    }

    private Binding? BindPath(IParameterSymbol parameter, int index)
    {
        _unbound[index] = null;
        return IsText(parameter)
            ? new PathBinding(index)
            : Unsupported(parameter, "what comes from the path is a 'string'.");
    }

    private Binding? BindQuery(IParameterSymbol parameter, AttributeData query)
    {
        string key = query.Named<string>("Name") ?? Identifier.ToSnakeCase(parameter.Name);
        object? fallback = parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue : null;
        if (IsText(parameter) && CanBeAbsent(parameter))
        {
            return new QueryTextBinding(key, fallback as string);
        }

        return IsNumber(parameter.Type) && CanBeAbsent(parameter)
            ? new QueryNumberBinding(
                key,
                fallback as int?,
                query.Named("Minimum", int.MinValue),
                query.Named("Maximum", int.MaxValue)
            )
            : Unsupported(
                parameter,
                "[Query] fills 'string?' and 'int?', and 'string' and 'int' that have a default value."
            );
    }

    private Binding? BindHeader(IParameterSymbol parameter, AttributeData header)
    {
        string? name = header.Argument<string>();
        if (string.IsNullOrWhiteSpace(name))
        {
            return Unsupported(parameter, "[Header] needs the header's name.");
        }

        if (parameter.Type is INamedTypeSymbol type && type.IsHeaderValue() && CanBeAbsent(parameter))
        {
            return new HeaderValueBinding(name!.ToLowerInvariant(), type.ToTypeName());
        }

        return IsText(parameter) && CanBeAbsent(parameter)
            ? new HeaderBinding(
                name!.ToLowerInvariant(),
                parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue as string : null
            )
            : Unsupported(
                parameter,
                "[Header] fills 'string?', 'string' that has a default value, and nullable types that are an IHeaderValue."
            );
    }

    private Binding? BindByType(IParameterSymbol parameter) =>
        parameter.Type switch
        {
            var type when type.IsCancellationToken() => new DeadlineBinding(),
            var type when type.IsRequest() => new WholeRequestBinding(),
            { SpecialType: SpecialType.System_String } or { IsReferenceType: false } => Unsupported(
                parameter,
                "mark it [Query] or [Header], or name it in the template."
            ),
            var type => BindBody(parameter, type),
        };

    private Binding? BindBody(IParameterSymbol parameter, ITypeSymbol type)
    {
        string? objection =
            verb == Method.Get ? "a GET has none"
            : BodyLocation is not null ? "another parameter already is"
            : null;
        var location = LocationInfo.Of(parameter.Locations[0]);
        if (objection is not null)
        {
            return Problem(Diagnostics.MisplacedBody, location, parameter.Name, objection);
        }

        BodyLocation = location;
        var validatedBy = type.FindAttribute("ValidatedBy");
        if (validatedBy?.Argument<INamedTypeSymbol>() is not { } validator)
        {
            return new BodyBinding(type.Key(), Validator: null);
        }

        return CanValidate(validator, type)
            ? new BodyBinding(type.Key(), validator.ToTypeName())
            : Problem(
                Diagnostics.UnusableValidator,
                LocationInfo.Of(validatedBy.ApplicationSyntaxReference?.GetSyntax().GetLocation())
                    ?? location,
                validator.ForReaders(),
                type.ForReaders()
            );
    }

    private static bool CanValidate(INamedTypeSymbol validator, ITypeSymbol body) =>
        validator is { IsAbstract: false, IsGenericType: false }
        && validator.IsReachable()
        && validator.InstanceConstructors.Any(it => it.Parameters.Length == 0 && it.IsReachable())
        && validator.AllInterfaces.Any(it =>
            it.IsValidatorInterface() && SymbolEqualityComparer.Default.Equals(it.TypeArguments[0], body)
        );

    private static bool IsText(IParameterSymbol parameter) =>
        parameter.Type.SpecialType == SpecialType.System_String;

    private static bool IsNumber(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Int32
        || (IsNullable(type) && type is INamedTypeSymbol nullable && nullable.TypeArguments.Any(IsNumber));

    // A request can always lack a query parameter or header, so there must be something to pass instead.
    private static bool CanBeAbsent(IParameterSymbol parameter) =>
        parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: not null }
        || IsNullable(parameter.Type);

    private static bool IsNullable(ITypeSymbol type) =>
        type.IsReferenceType
            ? type.NullableAnnotation != NullableAnnotation.NotAnnotated
            : type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private Binding? Unsupported(IParameterSymbol parameter, string advice) =>
        Problem(
            Diagnostics.UnsupportedParameter,
            LocationInfo.Of(parameter.Locations[0]),
            parameter.Name,
            parameter.Type.ForReaders(),
            advice
        );

    private Binding? Problem(
        DiagnosticDescriptor descriptor,
        LocationInfo? location,
        params string[] arguments
    )
    {
        problems.Add(new DiagnosticInfo(descriptor, location, arguments));
        return null;
    }
}
