using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NativeLambda.Generators;

/// <summary>What can be wrong with a declaration. Every message says what to do about it.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor DuplicateRoute = Error(
        "ITEMS001",
        "Two endpoints serve the same route",
        "'{0}' already serves {1} {2}. Change the method or the template; names of parameters and a trailing slash do not tell routes apart."
    );

    public static readonly DiagnosticDescriptor UnboundPathParameter = Error(
        "ITEMS002",
        "The endpoint lacks a parameter of its template",
        "The template names {{{0}}}, which '{1}' does not take. Add the parameter 'string {2}' or change the template."
    );

    public static readonly DiagnosticDescriptor UnsupportedParameter = Error(
        "ITEMS003",
        "A parameter cannot be bound",
        "Parameter '{0}' of type '{1}' cannot be bound: {2}"
    );

    public static readonly DiagnosticDescriptor MissingJsonMetadata = Error(
        "ITEMS004",
        "A type is missing from the JSON context",
        "'{0}' crosses the wire without JSON metadata. Add [JsonSerializable(typeof({0}))] to the JsonSerializerContext."
    );

    public static readonly DiagnosticDescriptor UnsupportedReturnType = Error(
        "ITEMS005",
        "An endpoint returns something else than a reply",
        "'{0}' returns '{1}'. Return Reply or Reply<T> with a T that is not nullable, or a Task or ValueTask of one."
    );

    public static readonly DiagnosticDescriptor MalformedTemplate = Error(
        "ITEMS006",
        "A path template is malformed",
        "'{0}' is not a path template: {1}. Write literal segments and whole-segment parameters, such as /items/{{item_id}}."
    );

    public static readonly DiagnosticDescriptor MisplacedBody = Error(
        "ITEMS007",
        "A parameter cannot be the body",
        "Parameter '{0}' would be read from the JSON body, but {1}. Remove it, or mark it [Query] or [Header]."
    );

    public static readonly DiagnosticDescriptor UncallableEndpoint = Error(
        "ITEMS008",
        "The router cannot call an endpoint",
        "The router cannot call '{0}': {1}"
    );

    public static readonly DiagnosticDescriptor UnusableValidator = Error(
        "ITEMS009",
        "A validator does not fit its body",
        "'{0}' cannot validate '{1}'. It must implement IValidator<{1}> and have a constructor without parameters that the router can call."
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Items.Routing", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

/// <summary>A diagnostic as a value, to be reported after the cached steps.</summary>
internal sealed record DiagnosticInfo(
    DiagnosticDescriptor Descriptor,
    LocationInfo? Location,
    EquatableArray<string> Arguments
)
{
    public DiagnosticInfo(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments)
        : this(descriptor, location, arguments.ToEquatableArray()) { }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location?.ToLocation(), [.. Arguments.Cast<object>()]);
}

/// <summary>A place in the source, without the syntax tree that a <see cref="Location"/> keeps alive.</summary>
internal sealed record LocationInfo(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? Of(Location? location) =>
        location?.SourceTree is { } tree
            ? new(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
            : null;

    public Location ToLocation() => Location.Create(File, Span, Lines);
}
