using NativeLambda.Http;

namespace NativeLambda.Routing;

/// <summary>Checks the scope of a route in the function itself, independent of the gateway's configuration.</summary>
public static class RouteAuthorization
{
    /// <returns>The error response; null when the caller has the scope.</returns>
    public static Response? Authorize(Request request, string scope) =>
        request.Caller is not { } caller
            ? Response.Error(401, "Not authenticated").With("www-authenticate", "Bearer")
        : caller.HasScope(scope) ? null
        : Forbidden(scope);

    /// <summary>403: the caller does not have the scope.</summary>
    public static Response Forbidden(string scope) =>
        Response
            .Error(403, "Not enough permissions")
            .With("www-authenticate", $"Bearer scope=\"{scope}\", error=\"insufficient_scope\"");
}
