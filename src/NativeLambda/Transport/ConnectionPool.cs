namespace NativeLambda.Transport;

/// <summary>Persistent connections to one server. Not thread-safe.</summary>
/// <param name="origin">Scheme, host and port.</param>
/// <param name="clock">Measures how long a connection has been idle.</param>
internal sealed class ConnectionPool(Uri origin, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Load balancers drop idle connections after about a minute.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(40);

    private readonly TlsClient? _tls =
        origin.Scheme == Uri.UriSchemeHttps ? new TlsClient(origin.IdnHost, TrustStore.Folder) : null;

    private readonly List<(HttpConnection Connection, long Since)> _idle = [];

    /// <summary>Closes the connections that are not usable any more.</summary>
    /// <returns>Number of the others.</returns>
    public int CountIdle()
    {
        _idle.RemoveAll(CloseIfStale);
        return _idle.Count;
    }

    /// <returns>A connection for one request: return it after the response, or dispose it.</returns>
    /// <exception cref="ConnectException">
    /// No connection within a second or until the token was cancelled, or its certificate is not trusted.
    /// </exception>
    public HttpConnection Rent(CancellationToken cancellationToken)
    {
        while (_idle is [.., var last])
        {
            _idle.RemoveAt(_idle.Count - 1);
            if (!CloseIfStale(last))
            {
                return last.Connection;
            }
        }

        return Open(cancellationToken);
    }

    public void Return(HttpConnection connection)
    {
        if (connection.Response.ConnectionCloses)
        {
            connection.Dispose();
            return;
        }

        _idle.Add((connection, clock.GetTimestamp()));
    }

    /// <summary>
    /// Closes all connections that are not rented. After a long freeze of the sandbox all of them may be dead, and there can
    /// be more of them than attempts; therefore the first failure closes the others.
    /// </summary>
    public void Clear()
    {
        _idle.ForEach(idle => idle.Connection.Dispose());
        _idle.Clear();
    }

    public void Dispose()
    {
        Clear();
        _tls?.Dispose();
    }

    private bool CloseIfStale((HttpConnection Connection, long Since) idle)
    {
        if (clock.GetElapsedTime(idle.Since) < IdleTimeout && !idle.Connection.IsStale())
        {
            return false;
        }

        idle.Connection.Dispose();
        return true;
    }

    private HttpConnection Open(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            return HttpConnection.Open(origin.IdnHost, origin.Port, _tls, timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            string time = cancellationToken.IsCancellationRequested
                ? "before the call was cancelled"
                : $"within {ConnectTimeout.TotalSeconds} s";
            throw new ConnectException($"{origin} did not accept a connection {time}.", e);
        }
    }
}
