using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>The errors in declarations of endpoints. Every message says what to do.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor DuplicateRoute = Error(
        "NLAMBDA001",
        "Two endpoints serve the same route",
        "'{0}' already serves {1} {2}. Change the method or the template; names of parameters and a trailing slash do not distinguish routes."
    );

    public static readonly DiagnosticDescriptor UnboundPathParameter = Error(
        "NLAMBDA002",
        "The endpoint lacks a parameter of its template",
        "The template contains {{{0}}}, for which '{1}' has no parameter. Add the parameter 'string {2}' or change the template."
    );

    public static readonly DiagnosticDescriptor UnsupportedParameter = Error(
        "NLAMBDA003",
        "A parameter cannot be bound",
        "Parameter '{0}' of type '{1}' cannot be bound: {2}"
    );

    public static readonly DiagnosticDescriptor MissingJsonMetadata = Error(
        "NLAMBDA004",
        "A type is missing from the JSON context",
        "'{0}' is the type of a JSON body, but no JsonSerializerContext declares it. Add [JsonSerializable(typeof({0}))] to one."
    );

    public static readonly DiagnosticDescriptor UnsupportedReturnType = Error(
        "NLAMBDA005",
        "The return type of an endpoint is not supported",
        "'{0}' returns '{1}'. Return Response or Result<T> with a T that is not nullable."
    );

    public static readonly DiagnosticDescriptor MalformedTemplate = Error(
        "NLAMBDA006",
        "A path template is malformed",
        "'{0}' is not a path template: {1}. Write literal segments and whole-segment parameters, such as /notes/{{note_id}}."
    );

    public static readonly DiagnosticDescriptor MisplacedBody = Error(
        "NLAMBDA007",
        "A parameter cannot be the body",
        "Parameter '{0}' would be read from the JSON body, but {1}. Remove it, or mark it [Query] or [Header]."
    );

    public static readonly DiagnosticDescriptor UncallableEndpoint = Error(
        "NLAMBDA008",
        "The router cannot call an endpoint",
        "The router cannot call '{0}': {1}"
    );

    public static readonly DiagnosticDescriptor UnusableValidator = Error(
        "NLAMBDA009",
        "A validator does not fit its body",
        "'{0}' cannot validate '{1}'. It must implement IValidator<{1}> and have a constructor without parameters that the router can call."
    );

    public static readonly DiagnosticDescriptor AsynchronousEndpoint = Error(
        "NLAMBDA010",
        "An endpoint is asynchronous",
        "'{0}' is asynchronous, but a sandbox handles one event at a time, so a thread that waits holds up no other request. Return Response or Result<T>, and call blocking methods instead of awaiting."
    );

    public static readonly DiagnosticDescriptor UnsupportedField = Error(
        "NLAMBDA011",
        "The type of a field cannot be read from JSON",
        "'{0}' is a '{1}', which cannot be read from JSON. Use Field<string>, Field<decimal>, Field<int> or Field<bool>, and convert the value in the endpoint."
    );

    public static readonly DiagnosticDescriptor MisplacedList = Error(
        "NLAMBDA012",
        "A parameter cannot be a list in the body",
        "Parameter '{0}' is marked [Body], but {1}. [Body] marks one IReadOnlyList<T> or T[] of a POST, PUT or DELETE, with positive limits."
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "NativeLambda.Routing", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

/// <summary>A diagnostic that can be cached: it equals another by its values.</summary>
internal sealed record DiagnosticInfo(
    DiagnosticDescriptor Descriptor,
    Location? Location,
    EquatableArray<string> Arguments
)
{
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location, [.. Arguments.Cast<object>()]);

    /// <returns>The place without its syntax tree, which would be kept in memory and never equals the next one.</returns>
    public static Location? Detach(Location? location) =>
        location?.SourceTree is { } tree
            ? Location.Create(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
            : null;
}
