namespace Items.Api.Http;

/// <summary>
/// Makes a method an endpoint. The source generator turns all of them into the <c>Router</c> class:
/// parameters named in the template come from the path (<c>{item_id}</c> fills <c>itemId</c>), types known to
/// <c>ItemsJsonContext</c> from the JSON body, the others from <see cref="QueryAttribute"/> and
/// <see cref="HeaderAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal abstract class RouteAttribute(string path) : Attribute
{
    /// <summary>Path template. It also answers with its trailing slash added or removed.</summary>
    public string Path => path;

    /// <summary>OAuth scope that the caller's token must carry; null for a public route.</summary>
    public string? Scope { get; init; }
}

/// <inheritdoc cref="RouteAttribute"/>
internal sealed class GetAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
internal sealed class PostAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
internal sealed class PutAttribute(string path) : RouteAttribute(path);

/// <inheritdoc cref="RouteAttribute"/>
internal sealed class DeleteAttribute(string path) : RouteAttribute(path);

/// <summary>Binds a parameter to the query string, under its own name in snake_case unless <see cref="Name"/> is set.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class QueryAttribute : Attribute
{
    public string? Name { get; init; }

    /// <summary>Smallest allowed value, for numbers.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>Largest allowed value, for numbers.</summary>
    public int Maximum { get; init; } = int.MaxValue;
}

/// <summary>Binds a parameter to a request header; null when the client did not send it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class HeaderAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>Names the FluentValidation validator that a JSON body must pass before its endpoint is called.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ValidatedByAttribute(Type validator) : Attribute
{
    public Type Validator => validator;
}

/// <summary>One row of the generated route table: what <c>openapi.yaml</c> is compared with.</summary>
internal sealed record Route(
    Method Method,
    string Path,
    string? Scope,
    string Endpoint,
    params IReadOnlyList<RouteParameter> Parameters
);

/// <summary>What a route reads of the request beside its body.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>, as OpenAPI calls the places.</param>
/// <param name="Name">Headers in lower case.</param>
internal sealed record RouteParameter(string In, string Name);
