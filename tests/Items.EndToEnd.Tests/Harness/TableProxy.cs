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

    /// <summary>Counts a request.</summary>
    /// <returns>What is to happen to it.</returns>
    internal Fault Meet(ProxyConnection connection)
    {
        Interlocked.Increment(ref _requests);
        if (connection.IsForgotten)
        {
            Interlocked.Increment(ref _requestsOnForgottenConnections);
            return Fault.Silence;
        }

        var fault = Fault;
        if (fault.Once)
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
        using var connection = new ProxyConnection(this, client);
        _connections[connection] = 0;
        try
        {
            await connection.RelayAsync(_target, _stopping.Token);
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

/// <summary>What the proxy does with a request.</summary>
/// <param name="Once">Only with the next one.</param>
internal abstract record Fault(bool Once = false)
{
    public static Fault None { get; } = new Relay();

    /// <summary>The request arrives nowhere and nothing comes back.</summary>
    public static Fault Silence { get; } = new Swallow();

    /// <summary>The next request is carried out, but the connection breaks before its answer is back.</summary>
    public static Fault LostAnswer { get; } = new LoseAnswer();

    /// <summary>The table server refuses with an error of DynamoDB's JSON protocol.</summary>
    public static Fault Refusal(string type, string message) => new Refuse(type, message);

    internal sealed record Relay : Fault;

    internal sealed record Swallow : Fault;

    internal sealed record LoseAnswer() : Fault(Once: true);

    internal sealed record Refuse(string Type, string Message) : Fault;
}
