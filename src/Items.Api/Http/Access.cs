namespace Items.Api.Http;

/// <summary>
/// The function's own check of a route's scope, whatever the gateway in front of it was configured to let through.
/// </summary>
internal static class Access
{
    /// <returns>The refusal, or null when the caller may use a route with this scope.</returns>
    public static Response? Refuse(Request request, string scope) =>
        request.Caller is not { } caller
            ? new Reply(401, "Not authenticated").ToResponse().With("www-authenticate", "Bearer")
        : caller.May(scope) ? null
        : new Reply(403, "Not enough permissions")
            .ToResponse()
            .With("www-authenticate", $"Bearer scope=\"{scope}\", error=\"insufficient_scope\"");
}
