namespace Items.Api.Transport;

/// <summary>Kept-alive connections to one server, for one thread.</summary>
/// <param name="origin">Scheme, host and port.</param>
internal sealed class ConnectionPool(Uri origin) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Load balancers forget idle connections after about a minute: let go before they do.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(40);

    private readonly Stack<(HttpConnection Connection, long Since)> _idle = new();

    /// <returns>A connection for one exchange: to be given back after a reply, or disposed of.</returns>
    /// <exception cref="ConnectException">Nobody is there, or not who should be, or not within a second.</exception>
    /// <exception cref="OperationCanceledException">The token came first.</exception>
    public HttpConnection Rent(CancellationToken cancellationToken)
    {
        while (_idle.TryPop(out var idle))
        {
            if (
                Environment.TickCount64 - idle.Since < IdleTimeout.TotalMilliseconds
                && !idle.Connection.IsStale()
            )
            {
                return idle.Connection;
            }

            idle.Connection.Dispose();
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            return HttpConnection.Open(
                origin.IdnHost,
                origin.Port,
                origin.Scheme == Uri.UriSchemeHttps,
                timeout.Token
            );
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectException($"{origin} did not answer within {ConnectTimeout.TotalSeconds} s.", e);
        }
    }

    public void Return(HttpConnection connection)
    {
        if (connection.Reply.ConnectionCloses)
        {
            connection.Dispose();
            return;
        }

        _idle.Push((connection, Environment.TickCount64));
    }

    /// <summary>
    /// Lets go of all idle connections. A sandbox is frozen between events, and after a long freeze all of them may
    /// lead nowhere: there can be more than attempts, so the first that does not answer takes the others with it.
    /// </summary>
    public void Clear()
    {
        while (_idle.TryPop(out var idle))
        {
            idle.Connection.Dispose();
        }
    }

    public void Dispose() => Clear();
}
