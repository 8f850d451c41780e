namespace NativeLambda.Generators;

// What the generator knows about a program, without symbols or syntax: two edits that mean the same give
// equal models, and the compiler reuses the router that it already has.

/// <summary>Everything that the router is written from.</summary>
/// <param name="Endpoints">In the order in which their paths are tried.</param>
/// <param name="JsonTypes">Those that the endpoints need.</param>
internal sealed record RouterModel(EquatableArray<Endpoint> Endpoints, EquatableArray<JsonType> JsonTypes);

/// <summary>A method that serves a route. <c>ResultTypeKey</c> is null when its reply carries no value.</summary>
internal sealed record Endpoint(
    Method Method,
    PathTemplate Path,
    string? Scope,
    TypeName Class,
    string Name,
    bool IsStatic,
    bool IsAsync,
    string? ResultTypeKey,
    EquatableArray<Parameter> Parameters
)
{
    /// <summary>The method as it is written in a request.</summary>
    public string Verb => Method.ToString().ToUpperInvariant();

    public string DisplayName => $"{Class.Name}.{Name}";
}

/// <summary>Methods that have an attribute, in the order of an <c>Allow</c> header.</summary>
internal enum Method
{
    Get,
    Post,
    Put,
    Delete,
}

internal sealed record Parameter(string Name, Binding Binding);

/// <summary>Where an argument comes from.</summary>
internal abstract record Binding;

/// <param name="Index">Which parameter of the template, from the left.</param>
internal sealed record PathBinding(int Index) : Binding;

internal sealed record QueryTextBinding(string Key, string? Fallback) : Binding;

/// <summary>Without a fallback, the argument is null when it was not sent.</summary>
internal sealed record QueryNumberBinding(string Key, int? Fallback, int Minimum, int Maximum) : Binding;

/// <summary>The key is the header's name in lower case.</summary>
internal sealed record HeaderBinding(string Key, string? Fallback) : Binding;

/// <summary>A header that a type of its own reads.</summary>
internal sealed record HeaderValueBinding(string Key, TypeName Type) : Binding;

internal sealed record BodyBinding(string TypeKey, TypeName? Validator) : Binding;

internal sealed record WholeRequestBinding : Binding;

internal sealed record DeadlineBinding : Binding;

/// <summary>A type, and the property of a <c>JsonSerializerContext</c> that holds its metadata.</summary>
internal sealed record JsonType(string Key, TypeName Context, string Property);

/// <summary>Where to find a type. The name has those of the types around it: <c>Outer.Inner</c>.</summary>
internal sealed record TypeName(string Namespace, string Name)
{
    public string FullName => Namespace.Length == 0 ? $"global::{Name}" : $"global::{Namespace}.{Name}";

    public string SimpleName => Name.Substring(Name.LastIndexOf('.') + 1);
}
