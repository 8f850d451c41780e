using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// Stands between the function and its table server and breaks the wire on demand. It starts as a plain relay.
/// </summary>
internal sealed class TableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ProxyConnection, byte> _connections = [];
    private readonly ConcurrentDictionary<string, Fault> _faults = [];
    private readonly ConcurrentDictionary<string, int> _struck = [];
    private readonly ConcurrentDictionary<Exchange, byte> _underWay = [];
    private readonly ConcurrentQueue<string> _operations = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private int _requests;
    private int _requestsOnForgottenConnections;

    public TableProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What happens to requests from now on, on connections old and new.</summary>
    public Fault Fault { get; set; } = Fault.None;

    public int OpenConnections => _connections.Count;

    /// <summary>Connections that were ever opened.</summary>
    public int AllConnections { get; private set; }

    /// <summary>Requests that have arrived, answered or not.</summary>
    public int Requests => _requests;

    /// <summary>Names of the operations that were asked for, in order.</summary>
    public IReadOnlyList<string> Operations => [.. _operations];

    /// <summary>Requests that arrived on connections which swallow everything.</summary>
    public int RequestsOnForgottenConnections => _requestsOnForgottenConnections;

    /// <summary>Ends the open connections as a server does that has waited long enough for the next request.</summary>
    public void CloseConnections() => ForEachConnection(connection => connection.Close());

    /// <summary>Ends the open connections with a reset, as a server does that has been restarted.</summary>
    public void ResetConnections() => ForEachConnection(connection => connection.Reset());

    /// <summary>
    /// From now on the open connections swallow everything, as they do when a firewall has forgotten them. New
    /// ones work.
    /// </summary>
    public void ForgetConnections() => ForEachConnection(connection => connection.IsForgotten = true);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        ResetConnections();
        await _accepting;
        _stopping.Dispose();
    }

    /// <summary>
    /// From now on requests that hold this text meet a fault of their own, whatever happens to others: many tests can
    /// share a proxy that way.
    /// </summary>
    public void Break(string text, Fault fault) => _faults[text] = fault;

    /// <summary>Ends <see cref="Break"/>, and waits for requests that are still under way.</summary>
    public async Task MendAsync(string text)
    {
        _faults.TryRemove(text, out _);
        await Eventually.IsAsync(
            $"no request with {text} is under way",
            () => !_underWay.Keys.Any(exchange => Holds(exchange, text))
        );
    }

    /// <summary>Requests with this text that a fault has met.</summary>
    public int Struck(string text) => _struck.GetValueOrDefault(text);

    /// <summary>Counts a request and has it meet its fate.</summary>
    internal async Task MeetAsync(ProxyConnection connection, Exchange exchange)
    {
        Interlocked.Increment(ref _requests);
        _operations.Enqueue(exchange.Operation);
        if (connection.IsForgotten)
        {
            Interlocked.Increment(ref _requestsOnForgottenConnections);
            return;
        }

        _underWay[exchange] = 0;
        try
        {
            await TakeFault(exchange).MeetAsync(exchange);
        }
        finally
        {
            _underWay.TryRemove(exchange, out _);
        }
    }

    private Fault TakeFault(Exchange exchange)
    {
        foreach (var (text, own) in _faults)
        {
            if (Holds(exchange, text) && (!own.IsOnce || _faults.TryRemove(new(text, own))))
            {
                _struck.AddOrUpdate(text, 1, (_, count) => count + 1);
                return own;
            }
        }

        var fault = Fault;
        if (fault.IsOnce)
        {
            Fault = Fault.None;
        }

        return fault;
    }

    private static bool Holds(Exchange exchange, string text) =>
        exchange.Body.Contains(text, StringComparison.Ordinal);

    private void ForEachConnection(Action<ProxyConnection> action)
    {
        foreach (var connection in _connections.Keys)
        {
            action(connection);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                AllConnections++;
                _ = ServeAsync(client);
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new ProxyConnection(this, client, _target);
        _connections[connection] = 0;
        try
        {
            await connection.RelayAsync(_stopping.Token);
        }
        catch (Exception failure)
            when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            connection.Reset();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
