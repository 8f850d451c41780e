using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost;

/// <summary>Ends a response that has started so that its client can tell that it is not complete.</summary>
internal sealed class TruncatedResponseException : Exception;

/// <summary>The requests of a <see cref="LoopbackServer"/>.</summary>
/// <param name="error">Receives the exceptions of <paramref name="handle"/>.</param>
internal sealed class LoopbackApplication(int port, RequestDelegate handle, TextWriter error)
    : IHttpApplication<HttpContext>
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public HttpContext CreateContext(IFeatureCollection contextFeatures) =>
        new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await (IsOwnHost(context.Request.Host) ? handle(context) : WriteAsync(context, WrongHost()));
        }
        catch (TruncatedResponseException)
        {
            // Kestrel then sends what is written and closes the connection without the end of the response.
            throw;
        }
        catch (BadHttpRequestException invalid)
        {
            await WriteAsync(context, GatewayError.Of(invalid));
        }
        catch (Exception disconnected) when (ClientDisconnect.IsCauseOf(disconnected, context))
        {
            // The caller has disconnected. An invocation that was started continues.
        }
        catch (Exception failure)
        {
            error.WriteLine($"error: {context.Request.Method} {context.Request.Path}: {failure}");
            await WriteAsync(context, GatewayError.FunctionFailed(failure.Message));
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The context has nothing to dispose of.
    }

    /// <summary>
    /// Browsers put the name of the page's site into this header. With DNS rebinding that name has the address of this
    /// machine, and its page could otherwise read what the host sends.
    /// </summary>
    private bool IsOwnHost(HostString host) =>
        Names.Contains(host.Host, StringComparer.OrdinalIgnoreCase) && (host.Port ?? 80) == port;

    private GatewayError WrongHost() =>
        new(
            StatusCodes.Status421MisdirectedRequest,
            $"The Host header must be {string.Join(" or ", Names.Select(name => $"{name}:{port}"))}",
            "the Host header is not a name of this host"
        );

    private static Task WriteAsync(HttpContext context, GatewayError error) =>
        context.Response.HasStarted ? Task.CompletedTask : error.ToResponse().WriteAsync(context);
}
