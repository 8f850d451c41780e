using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Items.ColdStart.Operations;
using Items.ColdStart.Reporting;
using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>
/// The Lambda Runtime API for one start of a contestant. Sockets block, and between an event and its response the server
/// only reads, writes and takes the time; responses are verified after the process has ended.
/// </summary>
/// <param name="responses">Gets every response; cleared first.</param>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
internal sealed class RuntimeApiServer(
    Launch launch,
    Operation operation,
    ResponseLog responses,
    CancellationToken cancellationToken
) : IDisposable
{
    private const int PollMicroseconds = 100_000;
    private static readonly byte[] Accepted = Encoding.ASCII.GetBytes(
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}"
    );

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<RuntimeConnection> _connections = [];
    private readonly List<Socket> _readable = [];
    private BootstrapProcess? _process;

    /// <summary>Ends the sandbox.</summary>
    public void Dispose()
    {
        _process?.Dispose();
        _connections.ForEach(connection => connection.Dispose());
        _listener.Dispose();
    }

    /// <summary>Starts the sandbox, sends the first event and <paramref name="calls"/> more.</summary>
    /// <param name="initialized">Called between the first <c>next</c> and the first event, with the process id.</param>
    /// <exception cref="HostError">The contestant ended, exceeded its timeout, or reported an error.</exception>
    public IReadOnlyDictionary<Metric, double> Measure(int calls, Action<int> initialized)
    {
        responses.Clear();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(8);
        var environment = new Dictionary<string, string>(launch.Environment, StringComparer.Ordinal)
        {
            ["AWS_LAMBDA_RUNTIME_API"] = _listener.LocalEndPoint!.ToString()!,
        };
        byte[] message = EventMessage();
        _process = BootstrapProcess.Start(
            launch.Bootstrap,
            environment,
            Path.GetDirectoryName(launch.Bootstrap)!,
            launch.Log
        );
        var connection = AwaitNext();
        double init = Milliseconds(_process.StartedAt, Stopwatch.GetTimestamp());
        initialized(_process.Id);

        double first = Invoke(ref connection, message);
        var cpu = _process.CpuTime();
        long faults = ProcessMemory.ReadPageFaults(_process.Id);
        long peak = ProcessMemory.ReadPeak(_process.Id);
        Accept(connection);

        double[] warm = new double[calls];
        connection = AwaitNext();
        long started = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            message = EventMessage();
            warm[call] = Invoke(ref connection, message);
            Accept(connection);
            connection = AwaitNext();
        }

        double elapsed = Milliseconds(started, Stopwatch.GetTimestamp());
        Array.Sort(warm);
        return new Dictionary<Metric, double>
        {
            [Metric.Init] = init,
            [Metric.First] = first,
            [Metric.Cold] = init + first,
            [Metric.Cpu] = cpu.TotalMilliseconds,
            [Metric.PageFaults] = faults,
            [Metric.PeakMemory] = peak / 1024.0,
            [Metric.WarmMedian] = Statistics.QuantileOfSorted(warm, 0.5),
            [Metric.Warm99] = Statistics.QuantileOfSorted(warm, 0.99),
            [Metric.CallsPerSecond] = calls / elapsed * 1000,
            [Metric.MemoryAfterCalls] = ProcessMemory.Read(_process.Id).Rss / 1024.0,
        };
    }

    /// <returns>Milliseconds from the event's first byte to the response's last one.</returns>
    private double Invoke(ref RuntimeConnection connection, byte[] message)
    {
        long sent = Stopwatch.GetTimestamp();
        connection.Send(message);
        CloseIfRequested(connection);
        connection = AwaitRequest();
        long received = Stopwatch.GetTimestamp();
        Require(connection, connection.IsResponse, $"a response to {operation.Name}");
        responses.Add(connection.Body);
        return Milliseconds(sent, received);
    }

    private RuntimeConnection AwaitNext()
    {
        var connection = AwaitRequest();
        Require(connection, connection.IsNext, "GET …/invocation/next");
        return connection;
    }

    private void Require(RuntimeConnection connection, bool isExpected, string expected)
    {
        if (!isExpected)
        {
            string body = Encoding.UTF8.GetString(connection.Body);
            throw Failure($"sent {connection.Line} instead of {expected}: {body}");
        }
    }

    private void Accept(RuntimeConnection connection)
    {
        connection.Send(Accepted);
        CloseIfRequested(connection);
    }

    private void CloseIfRequested(RuntimeConnection connection)
    {
        if (connection.Closes)
        {
            _connections.Remove(connection);
            connection.Dispose();
        }
    }

    /// <summary>Waits for the next request on any connection: some clients open one for each request.</summary>
    private RuntimeConnection AwaitRequest()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            _readable.Clear();
            _readable.Add(_listener);
            foreach (var connection in _connections)
            {
                _readable.Add(connection.Socket);
            }

            Socket.Select(_readable, null, null, PollMicroseconds);
            foreach (var socket in _readable)
            {
                if (socket == _listener)
                {
                    var accepted = _listener.Accept();
                    accepted.NoDelay = true;
                    accepted.ReceiveTimeout = (int)launch.Timeout.TotalMilliseconds;
                    _connections.Add(new RuntimeConnection(accepted));
                    continue;
                }

                var connection = _connections.Find(it => it.Socket == socket)!;
                if (connection.Read())
                {
                    return connection;
                }

                _connections.Remove(connection);
                connection.Dispose();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_process!.HasExited)
            {
                throw Failure($"ended with {_process.End}");
            }

            if (Stopwatch.GetElapsedTime(started) > launch.Timeout)
            {
                throw Failure(
                    $"did not call the Runtime API for {launch.Timeout.TotalSeconds} s ({operation.Name})"
                );
            }
        }
    }

    private HostError Failure(string message)
    {
        string output = _process!.Output;
        return new HostError(output.Length == 0 ? $"it {message}" : $"it {message}; it printed:\n{output}");
    }

    private byte[] EventMessage()
    {
        long deadline = DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds();
        byte[] head = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + $"Lambda-Runtime-Aws-Request-Id: {Guid.NewGuid()}\r\n"
                + $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"
                + $"Lambda-Runtime-Invoked-Function-Arn: {LocalAws.Arn("lambda", "function:ItemsFunction")}\r\n"
                + "Lambda-Runtime-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0\r\n"
                + $"Content-Length: {operation.Event.Length}\r\n\r\n"
        );
        return [.. head, .. operation.Event];
    }

    private static double Milliseconds(long from, long to) =>
        Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
