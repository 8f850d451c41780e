namespace Items.Api.DynamoDb;

/// <summary>
/// Connections as a sandbox needs them, which is frozen between events. After a long freeze all pooled connections
/// may lead nowhere, and there can be more of them than attempts: the first that does not answer takes the others
/// with it.
/// </summary>
internal sealed class ReplaceableConnections : HttpMessageHandler
{
    private HttpMessageInvoker _pool = NewPool();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var pool = _pool;
        try
        {
            return await pool.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The old pool is left to the collector: other requests may still be using it.
            Interlocked.CompareExchange(ref _pool, NewPool(), pool);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pool.Dispose();
        }

        base.Dispose(disposing);
    }

    private static HttpMessageInvoker NewPool() =>
        new(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                // Load balancers forget idle connections after about a minute: let go before they do.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(40),
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
            }
        );
}
