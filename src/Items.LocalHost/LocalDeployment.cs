using Items.LocalHost.Issuer;
using Items.LocalHost.Template;

namespace Items.LocalHost;

/// <summary>
/// A template deployed on this machine: its tables and queues, its function with HTTP API and URL, and the local token issuer.
/// </summary>
/// <param name="resources">In the order in which they were started.</param>
/// <param name="urlServer">Null when the function has no URL.</param>
/// <param name="tokenIssuer">Null when the API accepts requests without a token, or tokens of another issuer only.</param>
/// <param name="tableServerExited">Never completes when the host did not start a table server.</param>
internal sealed class LocalDeployment(
    DisposableStack resources,
    SamTemplate template,
    LoopbackServer server,
    LoopbackServer? urlServer,
    LocalIssuer? tokenIssuer,
    Task<int> tableServerExited
) : IAsyncDisposable
{
    public int Port => server.Port;

    /// <summary>Of the function URL; null when there is none.</summary>
    public int? FunctionUrlPort => urlServer?.Port;

    /// <summary>Whether the template has a route for documentation pages.</summary>
    public bool HasDocs => template.Function.Routes.Any(route => route.Path == "/docs");

    /// <summary>Completes with the exit code when the table server that the host started has ended by itself.</summary>
    public Task<int> TableServerExited => tableServerExited;

    /// <exception cref="HostError">The developer can correct the cause.</exception>
    public static async Task<LocalDeployment> StartAsync(
        HostOptions options,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var resources = new DisposableStack();
        try
        {
            return await new LocalDeploymentBuilder(
                options,
                resources,
                TextWriter.Synchronized(output),
                TextWriter.Synchronized(error)
            ).StartAsync(cancellationToken);
        }
        catch
        {
            await resources.DisposeAsync();
            throw;
        }
    }

    /// <summary>An access token with all scopes of the API; null when there is no issuer for one.</summary>
    public string? CreateAccessToken() => tokenIssuer?.CreateServiceToken();

    public async ValueTask DisposeAsync()
    {
        // The limit is for clients that do not finish their request; all others have their response by then.
        var timeouts = template.Function.Routes.Select(route => route.Timeout);
        using var limit = new CancellationTokenSource(timeouts.Append(template.Function.Timeout).Max());
        await Task.WhenAll(
            server.StopAsync(limit.Token),
            urlServer?.StopAsync(limit.Token) ?? Task.CompletedTask
        );
        await resources.DisposeAsync();
    }
}
