using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>Decides how the router gets each argument of an endpoint.</summary>
internal sealed class ParameterParser(
    RouteMethod method,
    PathTemplate path,
    string? scope,
    List<DiagnosticInfo> errors
)
{
    private readonly List<string> _path = [.. path.ParameterNames];
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);

    /// <summary>The type that is read from the body; null while there is none.</summary>
    public JsonBody? Body { get; private set; }

    public IEnumerable<string> UnboundPathParameters => _path.Where(name => !_bound.Contains(name));

    /// <returns>Null after an error.</returns>
    public Parameter? Parse(IParameterSymbol parameter) =>
        FindBinding(parameter) is { } binding ? new Parameter(parameter.Name, binding) : null;

    private Binding? FindBinding(IParameterSymbol parameter)
    {
        var query = parameter.FindRoutingAttribute("Query");
        var header = parameter.FindRoutingAttribute("Header");
        var body = parameter.FindRoutingAttribute("Body");
        int segment = _path.FindIndex(name => CSharpText.FromSnakeCase(name) == parameter.Name);
        return (query, header) switch
        {
            _ when parameter.RefKind != RefKind.None => Unsupported(parameter, "pass it by value."),
            _ when body is not null => BindList(
                parameter,
                body,
                isMarkedTwice: (query ?? header) is not null
            ),
            (not null, not null) => Unsupported(parameter, "mark it either [Query] or [Header]."),
            (not null, _) => BindQuery(parameter, query),
            (_, not null) => BindHeader(parameter, header),
            _ when segment >= 0 => BindPath(parameter, segment),
            _ => BindByType(parameter),
        };
    }

    private Binding? BindPath(IParameterSymbol parameter, int segment)
    {
        string name = _path[segment];
        _bound.Add(name);
        return FindReader(parameter.Type) switch
        {
            null => Unsupported(parameter, "a path parameter is a 'string', 'Guid', 'int' or 'bool'."),
            "Text" => new DirectBinding(
                $"global::{KnownTypes.Routing}.RequestBinder.PathText(segment{segment})"
            ),
            var reader => new ValueBinding("path", name, $"Path{reader}", $", segment{segment}", Default: ""),
        };
    }

    private Binding? BindQuery(IParameterSymbol parameter, AttributeData query)
    {
        string name = query.NamedArgument<string>("Name") ?? CSharpText.ToSnakeCase(parameter.Name);
        string bounds = string.Concat(
            from argument in query.NamedArguments
            where argument.Key is "Minimum" or "Maximum"
            select $", {CSharpText.CamelCase(argument.Key)}: {argument.Value.Value}"
        );
        return
            FindReader(parameter.Type) is { } reader
            && FindDefault(parameter) is { } @default
            && (bounds.Length == 0 || reader == "Int32")
            ? new ValueBinding("query", name, $"Query{reader}", bounds, @default)
            : Unsupported(
                parameter,
                "[Query] reads 'string', 'Guid', 'int' and 'bool', each nullable or with a default value. Minimum and Maximum are for 'int'."
            );
    }

    private Binding? BindHeader(IParameterSymbol parameter, AttributeData header)
    {
        string name = header.FirstArgument<string>()?.ToLowerInvariant() ?? "";
        string? reader =
            FindReader(parameter.Type) == "Text" ? "HeaderText"
            : parameter.Type is INamedTypeSymbol type && type.Implements(KnownTypes.HeaderValue, type)
                ? $"HeaderValue<{type.GlobalName()}>"
            : null;
        return string.IsNullOrWhiteSpace(name) ? Unsupported(parameter, "[Header] needs the header's name.")
            : reader is not null && FindDefault(parameter) is { } @default
                ? new ValueBinding("header", name, reader, Arguments: "", @default)
            : Unsupported(
                parameter,
                "[Header] reads 'string?', 'string' with a default value, and nullable types that implement IHeaderValue."
            );
    }

    private Binding? BindByType(IParameterSymbol parameter) =>
        parameter.Type.FullName() switch
        {
            KnownTypes.CancellationToken => new DirectBinding("cancellationToken"),
            KnownTypes.Request => new DirectBinding("request"),
            KnownTypes.Caller when IsNullable(parameter.Type) => new DirectBinding("request.Caller"),
            KnownTypes.Caller when scope is not null => new DirectBinding("request.Caller!"),
            KnownTypes.Caller => Unsupported(
                parameter,
                "a route without a scope has requests without a caller. Set Scope, or declare it as 'Caller?'."
            ),
            _ when !parameter.Type.IsReferenceType || FindReader(parameter.Type) is not null => Unsupported(
                parameter,
                "mark it [Query] or [Header], or name it in the template."
            ),
            _ when method == RouteMethod.Get => Error(Diagnostics.MisplacedBody, parameter, "a GET has none"),
            _ when Body is not null => Error(
                Diagnostics.MisplacedBody,
                parameter,
                "another parameter already is"
            ),
            _ => BindBody(parameter, parameter.Type),
        };

    private Binding? BindList(IParameterSymbol parameter, AttributeData body, bool isMarkedTwice)
    {
        string? obstacle =
            isMarkedTwice ? "it is also marked [Query] or [Header]"
            : method is RouteMethod.Get ? "a GET has no body"
            : method is RouteMethod.Patch ? "the body of a PATCH is an object"
            : Body is not null ? "another parameter already is the body"
            : FindElement(parameter.Type) is null
                ? "it is not an IReadOnlyList<T> or T[] of a class that is not nullable"
            : FindLimits(body) is null ? "its limits are not positive"
            : null;
        return obstacle is null
            ? BindBody(parameter, FindElement(parameter.Type)!, FindLimits(body))
            : Error(Diagnostics.MisplacedList, parameter, obstacle);
    }

    /// <returns>Null when the type is not a list that can be a body.</returns>
    private static ITypeSymbol? FindElement(ITypeSymbol list)
    {
        var element = list switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol named when named.FullName() == KnownTypes.ReadOnlyList => named.TypeArguments[0],
            _ => null,
        };
        return
            element is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.Annotated }
            && FindReader(element) is null
            ? element
            : null;
    }

    /// <returns>The limits as arguments of the binder; null when one is not positive.</returns>
    private static string? FindLimits(AttributeData body) =>
        body.NamedArguments.All(argument => argument.Value.Value is int and > 0)
            ? string.Concat(
                body.NamedArguments.Select(argument =>
                    $", {CSharpText.CamelCase(argument.Key)}: {argument.Value.Value}"
                )
            )
            : null;

    /// <param name="type">Of the body, or of an element when it is a list.</param>
    private BodyBinding BindBody(IParameterSymbol parameter, ITypeSymbol type, string? listLimits = null)
    {
        Body = new JsonBody(type.GlobalName(), DiagnosticInfo.Detach(parameter.Locations[0]));
        CheckFields(type);
        var validatedBy = type.FindRoutingAttribute("ValidatedBy");
        var validator = validatedBy?.FirstArgument<INamedTypeSymbol>();
        if (validator is not null && !CanValidate(validator, type))
        {
            var attribute = validatedBy!.ApplicationSyntaxReference?.GetSyntax().GetLocation();
            Report(Diagnostics.UnusableValidator, attribute, validator.ShortName(), type.ShortName());
        }

        return new BodyBinding(Body.Type, validator?.GlobalName(), listLimits);
    }

    /// <summary>At run time, the first request with a field of another type would fail.</summary>
    private void CheckFields(ITypeSymbol type)
    {
        var properties = type.GetMembers().OfType<IPropertySymbol>();
        foreach (var property in properties.Where(property => IsUnsupportedField(property.Type)))
        {
            string name = $"{type.ShortName()}.{property.Name}";
            Report(Diagnostics.UnsupportedField, property.Locations[0], name, property.Type.ShortName());
        }

        if (type.BaseType is { } baseType)
        {
            CheckFields(baseType);
        }
    }

    private static bool IsUnsupportedField(ITypeSymbol type) =>
        type.FullName() == KnownTypes.Field
        && ((INamedTypeSymbol)type).TypeArguments[0].FullName()
            is not ("System.String" or "System.Decimal" or "System.Int32" or "System.Boolean");

    private static bool CanValidate(INamedTypeSymbol validator, ITypeSymbol body) =>
        validator is { IsAbstract: false, IsGenericType: false }
        && validator.IsReachable()
        && validator.InstanceConstructors.Any(it => it.Parameters.Length == 0 && it.IsReachable())
        && validator.Implements(KnownTypes.Validator, body);

    /// <returns>How the names of the binder's methods for the type end; null when there are none.</returns>
    private static string? FindReader(ITypeSymbol type) =>
        type.FullName() switch
        {
            "System.String" => "Text",
            "System.Int32" => "Int32",
            "System.Guid" => "Guid",
            "System.Boolean" => "Boolean",
            "System.Nullable`1" => FindReader(((INamedTypeSymbol)type).TypeArguments[0]),
            _ => null,
        };

    /// <summary>A request can always lack a query parameter or header, so the router needs a value to pass then.</summary>
    /// <returns>What follows the call that may return null; null when the parameter does not declare such a value.</returns>
    private static string? FindDefault(IParameterSymbol parameter) =>
        parameter switch
        {
            { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value } =>
                $" ?? {CSharpText.Literal(value)}",
            _ when IsNullable(parameter.Type) => "",
            { HasExplicitDefaultValue: true, Type.IsValueType: true } => " ?? default",
            _ => null,
        };

    private static bool IsNullable(ITypeSymbol type) =>
        type.IsReferenceType
            ? type.NullableAnnotation != NullableAnnotation.NotAnnotated
            : type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private Binding? Unsupported(IParameterSymbol parameter, string advice) =>
        Error(Diagnostics.UnsupportedParameter, parameter, parameter.Type.ShortName(), advice);

    /// <summary>Reports an error whose first argument is the parameter.</summary>
    private Binding? Error(
        DiagnosticDescriptor descriptor,
        IParameterSymbol parameter,
        params string[] arguments
    )
    {
        Report(descriptor, parameter.Locations[0], [parameter.Name, .. arguments]);
        return null;
    }

    /// <param name="location">Null, or in another assembly, when the endpoint uses a type from there.</param>
    private void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        errors.Add(new(descriptor, DiagnosticInfo.Detach(location) ?? Body?.Location, new(arguments)));
}
