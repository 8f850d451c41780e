using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

// The router without symbols or syntax: two edits with the same meaning give equal models, and the compiler reuses
// the router that it has. Types are their names in generated code, with "global::".

/// <param name="Endpoints">In the order in which their paths are tried.</param>
internal sealed record RouterModel(
    string Namespace,
    EquatableArray<Endpoint> Endpoints,
    EquatableArray<JsonType> JsonTypes
);

/// <param name="DisplayName">Class and method, for the route table and messages.</param>
/// <param name="ResultType">Type of the JSON body; null when the method returns the response itself.</param>
internal sealed record Endpoint(
    RouteMethod Method,
    PathTemplate Path,
    string? Scope,
    string Class,
    string Name,
    string DisplayName,
    bool IsStatic,
    string? ResultType,
    EquatableArray<Parameter> Parameters
)
{
    /// <summary>The method as it is written in a request.</summary>
    public string Verb => Method.ToString().ToUpperInvariant();
}

/// <summary>Methods that have a route attribute, in the order of an <c>Allow</c> header.</summary>
internal enum RouteMethod
{
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

internal sealed record Parameter(string Name, Binding Binding);

/// <summary>How the router gets an argument.</summary>
internal abstract record Binding;

/// <summary>A value that cannot be invalid.</summary>
internal sealed record DirectBinding(string Expression) : Binding;

/// <summary>A value that the binder reads, and reports when it is invalid.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>, as in the route table.</param>
/// <param name="Reader">The method of the binder.</param>
/// <param name="Arguments">Its arguments after the name of the value.</param>
/// <param name="Default">What follows the call.</param>
internal sealed record ValueBinding(string In, string Name, string Reader, string Arguments, string Default)
    : Binding;

/// <param name="Type">Of the body, or of an element when it is a list.</param>
/// <param name="ListLimits">The arguments of the binder after the validator; null when the body is not a list.</param>
internal sealed record BodyBinding(string Type, string? Validator, string? ListLimits) : Binding;

/// <param name="Metadata">The property of the <c>JsonSerializerContext</c> that holds the metadata of the type.</param>
internal sealed record JsonType(string Type, string Metadata);

/// <summary>One route attribute.</summary>
/// <param name="Endpoint">Null after an error, also one that the compiler itself reports.</param>
/// <param name="RouteLocation">Where an error about the route as a whole is reported.</param>
/// <param name="Bodies">The JSON bodies, for the check that a context has their types.</param>
internal sealed record Declaration(
    Endpoint? Endpoint,
    EquatableArray<DiagnosticInfo> Errors,
    Location? RouteLocation,
    EquatableArray<JsonBody> Bodies
);

/// <summary>A type that is read from or written to a body, and where the endpoint declares it.</summary>
internal sealed record JsonBody(string Type, Location? Location);
