namespace NativeLambda.Routing;

/// <summary>
/// Declares a method as an endpoint; the source generator writes the <c>Router</c> class from all of them. An endpoint is
/// synchronous and returns a <see cref="Http.Response"/> or a <see cref="Http.Result{T}"/>. Parameters named in the
/// template come from the path (<c>{note_id}</c> is <c>noteId</c>), those marked <see cref="QueryAttribute"/> and
/// <see cref="HeaderAttribute"/> from query and headers, and a type that a <c>JsonSerializerContext</c> declares from the
/// JSON body. Values of path and query are strings, integers, GUIDs and booleans; those that are invalid are a 422.
/// <see cref="Http.Request"/>, <see cref="Http.Caller"/> and <see cref="CancellationToken"/>, which is cancelled shortly
/// before Lambda's timeout, can be parameters too.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RouteAttribute(string path) : Attribute
{
    /// <summary>Path template. It also matches with its trailing slash added or removed.</summary>
    public string Path => path;

    /// <summary>OAuth scope that the caller's token must have; null for a public route.</summary>
    public string? Scope { get; init; }
}

/// <inheritdoc cref="RouteAttribute"/>
public sealed class GetAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
public sealed class PostAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
public sealed class PutAttribute(string path) : RouteAttribute(path);

/// <summary>
/// The body is a JSON Merge Patch (RFC 7396): other media types are a 415, and <see cref="Validation.Field{T}.IsNull"/> removes a
/// value.
/// </summary>
/// <inheritdoc cref="RouteAttribute" path="/param"/>
public sealed class PatchAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
public sealed class DeleteAttribute(string path) : RouteAttribute(path);

/// <summary>
/// Binds a parameter to the query string, under its own name in snake_case unless <see cref="Name"/> is set. It is null, or
/// its default value, when it is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueryAttribute : Attribute
{
    public string? Name { get; init; }

    /// <summary>Smallest allowed value, for numbers.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>Largest allowed value, for numbers.</summary>
    public int Maximum { get; init; } = int.MaxValue;
}

/// <summary>
/// Binds a parameter to a request header, as text or as an <see cref="Http.IHeaderValue{TSelf}"/>; null when it is absent.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>Names the FluentValidation validator of a JSON body; its errors are reported as a 422.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ValidatedByAttribute(Type validator) : Attribute
{
    public Type Validator => validator;
}
