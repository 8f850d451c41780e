namespace NativeLambda.Routing;

/// <summary>
/// Declares a method as an endpoint; the source generator writes the <c>Router</c> class from all of them. An endpoint is
/// synchronous and returns a <see cref="Http.Response"/> or a <see cref="Http.Result{T}"/>. Parameters named in the
/// template come from the path (<c>{note_id}</c> is <c>noteId</c>), those marked <see cref="QueryAttribute"/> and
/// <see cref="HeaderAttribute"/> from query and headers, and a type that a <c>JsonSerializerContext</c> declares, or a list
/// marked <see cref="BodyAttribute"/>, from the JSON body. Values of path and query are strings, integers, GUIDs and booleans;
/// those that are invalid are a 422.
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

/// <summary>
/// Binds an <c>IReadOnlyList&lt;T&gt;</c> or <c>T[]</c> to the body: a JSON array, or one JSON value per line when the content
/// type is <c>application/x-ndjson</c>. A <c>JsonSerializerContext</c> declares <c>T</c>. Errors of all elements are
/// reported together; an empty list is an error.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BodyAttribute : Attribute
{
    /// <summary>Bytes; a longer body is a 413.</summary>
    public int MaximumBytes { get; init; } = RequestBinder.MaximumBodyBytes;

    /// <summary>More elements are a 422. It limits the length of a response that lists an error for each field.</summary>
    public int MaximumItems { get; init; } = RequestBinder.MaximumBodyItems;
}

/// <summary>Names the FluentValidation validator of a JSON body, or of each element of a list; its errors are reported as a 422.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ValidatedByAttribute(Type validator) : Attribute
{
    public Type Validator => validator;
}
