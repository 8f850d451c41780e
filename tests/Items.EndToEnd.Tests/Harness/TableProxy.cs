using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Forwards requests of the function to its table server, and applies faults to them on demand.</summary>
internal sealed class TableProxy : IDisposable
{
    private readonly ConcurrentDictionary<ProxyConnection, byte> _connections = [];
    private readonly ConcurrentDictionary<string, (Fault Fault, string? Operation)> _faults = [];
    private readonly ConcurrentDictionary<string, int> _faultCounts = [];
    private readonly ConcurrentDictionary<ProxiedRequest, byte> _underWay = [];
    private readonly ConcurrentQueue<string> _operations = [];
    private readonly Uri _target;
    private readonly TcpServer _server;
    private int _requestsOnBlackholedConnections;

    public TableProxy(Uri target)
    {
        _target = target;
        _server = new TcpServer(ServeAsync);
    }

    public Uri Address => _server.Address;

    /// <summary>Applied to all requests from now on, on open and new connections.</summary>
    public Fault Fault { get; set; } = Fault.None;

    public int OpenConnections => _connections.Count;

    /// <summary>Number of connections accepted so far.</summary>
    public int Connections => _server.Connections;

    /// <summary>Names of the operations of all requests received so far, in order.</summary>
    public IReadOnlyList<string> Operations => [.. _operations];

    /// <summary>Number of requests received so far on connections of <see cref="BlackholeConnections"/>.</summary>
    public int RequestsOnBlackholedConnections => _requestsOnBlackholedConnections;

    /// <summary>Closes the open connections, as a server does after its idle timeout.</summary>
    public void CloseConnections() => ForEachConnection(connection => connection.Dispose());

    /// <summary>Resets the open connections, as a restarted server does.</summary>
    public void ResetConnections() => ForEachConnection(connection => connection.Reset());

    /// <summary>
    /// Requests on the open connections get no response from now on, as when a firewall has dropped its state of
    /// them. New connections work.
    /// </summary>
    public void BlackholeConnections() => ForEachConnection(connection => connection.IsBlackholed = true);

    public void Dispose()
    {
        ResetConnections();
        _server.Dispose();
    }

    /// <summary>
    /// Applies a fault only to requests whose body contains this text, so that tests that run at the same time can
    /// share a proxy.
    /// </summary>
    /// <param name="operation">Applies it only to requests of this operation; null for all.</param>
    public void Break(string text, Fault fault, string? operation = null) =>
        _faults[text] = (fault, operation);

    /// <summary>
    /// Sends a request that a fault has kept to the table server, as a packet that was delayed in the network.
    /// </summary>
    public async Task<HttpMessage> DeliverLateAsync(ProxiedRequest request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(_target.Host, _target.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(request.Bytes);
        return await HttpMessage.ReadAsync(stream, request.CancellationToken)
            ?? throw new IOException("The table server closed the connection.");
    }

    /// <summary>Ends <see cref="Break"/> and waits for its requests that are still under way.</summary>
    public async Task RestoreAsync(string text)
    {
        _faults.TryRemove(text, out _);
        await Wait.UntilAsync(
            $"no request with {text} is under way",
            () => !_underWay.Keys.Any(request => request.Body.Contains(text, StringComparison.Ordinal))
        );
    }

    /// <summary>Completes when no request is under way.</summary>
    public Task UntilIdleAsync() => Wait.UntilAsync("no request is under way", () => _underWay.IsEmpty);

    /// <summary>Number of requests to which the fault for this text was applied.</summary>
    public int FaultCount(string text) => _faultCounts.GetValueOrDefault(text);

    private async Task ServeAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        using var connection = new ProxyConnection(client, _target);
        _connections[connection] = 0;
        try
        {
            while (await HttpMessage.ReadAsync(client, cancellationToken) is { } message)
            {
                await HandleAsync(connection, new ProxiedRequest(message, connection, cancellationToken));
            }
        }
        catch (Exception error)
            when (error
                    is IOException
                        or SocketException
                        or OperationCanceledException
                        or ObjectDisposedException
            )
        {
            connection.Reset();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task HandleAsync(ProxyConnection connection, ProxiedRequest request)
    {
        _operations.Enqueue(request.Operation);
        if (connection.IsBlackholed)
        {
            Interlocked.Increment(ref _requestsOnBlackholedConnections);
            return;
        }

        _underWay[request] = 0;
        try
        {
            await TakeFault(request).ApplyAsync(request);
        }
        finally
        {
            _underWay.TryRemove(request, out _);
        }
    }

    private Fault TakeFault(ProxiedRequest request)
    {
        foreach (var (text, own) in _faults)
        {
            if (
                request.Body.Contains(text, StringComparison.Ordinal)
                && (own.Operation ?? request.Operation) == request.Operation
                && (!own.Fault.IsOnce || _faults.TryRemove(new(text, own)))
            )
            {
                _faultCounts.AddOrUpdate(text, 1, (_, count) => count + 1);
                return own.Fault;
            }
        }

        var fault = Fault;
        if (fault.IsOnce)
        {
            Fault = Fault.None;
        }

        return fault;
    }

    private void ForEachConnection(Action<ProxyConnection> action)
    {
        foreach (var connection in _connections.Keys)
        {
            action(connection);
        }
    }
}
