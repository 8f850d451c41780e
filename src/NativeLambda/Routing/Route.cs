using NativeLambda.Http;

namespace NativeLambda.Routing;

/// <summary>One row of the generated route table, for tests that compare it with the OpenAPI document.</summary>
public sealed record Route(
    Method Method,
    string Path,
    string? Scope,
    string Endpoint,
    params IReadOnlyList<RouteParameter> Parameters
);

/// <summary>A part of the request, other than the body, that a route reads.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>, as in OpenAPI.</param>
/// <param name="Name">Headers in lower case.</param>
public sealed record RouteParameter(string In, string Name);
