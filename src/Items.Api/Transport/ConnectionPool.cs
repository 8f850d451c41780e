namespace Items.Api.Transport;

/// <summary>Kept-alive connections to one server, for one thread.</summary>
/// <param name="origin">Scheme, host and port.</param>
/// <param name="clock">Tells how long a connection has been idle.</param>
internal sealed class ConnectionPool(Uri origin, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Load balancers forget idle connections after about a minute: let go before they do.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(40);

    private readonly bool _isTls = origin.Scheme == Uri.UriSchemeHttps;
    private readonly List<(HttpConnection Connection, long Since)> _idle = [];
    private readonly Queue<Task<HttpConnection>> _opening = new();

    /// <summary>Sees to it that so many connections are there or being opened, all at the same time.</summary>
    public void OpenAhead(int count)
    {
        _idle.RemoveAll(LetGoIfStale);
        for (int missing = count - _idle.Count - _opening.Count; missing > 0; missing--)
        {
            _opening.Enqueue(
                Task.Factory.StartNew(
                    () => Open(CancellationToken.None),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            );
        }
    }

    /// <returns>A connection for one exchange: to be given back after a reply, or disposed of.</returns>
    /// <exception cref="ConnectException">Nobody is there, or not who should be, or not within a second.</exception>
    /// <exception cref="OperationCanceledException">The token came first.</exception>
    public HttpConnection Rent(CancellationToken cancellationToken)
    {
        while (_idle is [.., var last])
        {
            _idle.RemoveAt(_idle.Count - 1);
            if (!LetGoIfStale(last))
            {
                return last.Connection;
            }
        }

        return _opening.TryDequeue(out var opening)
            ? Await(opening, cancellationToken)
            : Open(cancellationToken);
    }

    public void Return(HttpConnection connection)
    {
        if (connection.Reply.ConnectionCloses)
        {
            connection.Dispose();
            return;
        }

        _idle.Add((connection, clock.GetTimestamp()));
    }

    /// <summary>
    /// Lets go of all connections that nobody has rented. A sandbox is frozen between events, and after a long freeze all
    /// of them may lead nowhere: there can be more than attempts, so the first that does not answer takes the others
    /// with it.
    /// </summary>
    public void Clear()
    {
        _idle.ForEach(idle => idle.Connection.Dispose());
        _idle.Clear();
        while (_opening.TryDequeue(out var opening))
        {
            Abandon(opening);
        }
    }

    public void Dispose() => Clear();

    private bool LetGoIfStale((HttpConnection Connection, long Since) idle)
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
            return HttpConnection.Open(origin.IdnHost, origin.Port, _isTls, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectException($"{origin} did not answer within {ConnectTimeout.TotalSeconds} s.", e);
        }
    }

    private static HttpConnection Await(Task<HttpConnection> opening, CancellationToken cancellationToken)
    {
        try
        {
            Task.WaitAny([opening], cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abandon(opening);
            throw;
        }

        return opening.GetAwaiter().GetResult();
    }

    private static void Abandon(Task<HttpConnection> opening) =>
        _ = opening.ContinueWith(
            static late => late.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default
        );
}
