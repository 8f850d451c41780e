using NativeLambda.Http;

namespace NativeLambda.Routing;

/// <summary>The response when no route has both the path and the method of a request. Used by the generated router.</summary>
public static class UnmatchedRequest
{
    /// <param name="allowed">The methods of all routes that have the path.</param>
    /// <returns>404 when no route has the path, 405 when only the method is wrong, 204 for <c>OPTIONS</c>.</returns>
    public static Response Respond(Request request, AllowedMethods allowed) =>
        (request.Method, allowed) switch
        {
            // Gateways forward preflights whatever the path is.
            (Method.Options, AllowedMethods.None) => Response.NoContent,
            (Method.Options, _) => Options(allowed),
            (_, AllowedMethods.None) => Response.NotFound(),
            _ => Response.Error(405, "Method Not Allowed").With("allow", Allow(allowed)),
        };

    private static Response Options(AllowedMethods allowed)
    {
        var options = Response.NoContent.With("allow", Allow(allowed));
        return allowed.HasFlag(AllowedMethods.Patch)
            ? options.With("accept-patch", MediaType.AcceptPatch)
            : options;
    }

    /// <summary>As the header <c>Allow</c>. <c>HEAD</c> comes with <c>GET</c>, <c>OPTIONS</c> with every path.</summary>
    private static string Allow(AllowedMethods allowed) =>
        $"{allowed}, Options".Replace("Get", "Get, Head", StringComparison.Ordinal).ToUpperInvariant();
}
