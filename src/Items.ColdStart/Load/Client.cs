using System.Diagnostics;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <param name="Latency">Milliseconds: without connecting, or from the scheduled time.</param>
/// <param name="Timing">Null without the function's <c>Server-Timing</c>.</param>
internal readonly record struct Response(int Status, double Latency, ServerTiming? Timing);

/// <summary>Sends one request after the other over one connection.</summary>
/// <param name="createRequest">Called for each request.</param>
/// <param name="monitor">Gets every response and failure; null for none.</param>
internal sealed class Client(Func<HttpRequestMessage> createRequest, LoadMonitor? monitor = null)
    : IDisposable
{
    /// <summary>Longer than API Gateway's own timeout of 30 seconds.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    /// <summary>After a failure, so that an address without a server is not called in a tight loop.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MaximumFailuresInARow = 10;

    private readonly TimedConnection _connection = new();
    private readonly byte[] _body = new byte[16 * 1024];

    public List<Response> Responses { get; } = [];

    /// <summary>Error messages of the requests without a complete response.</summary>
    public List<string> Failures { get; } = [];

    /// <inheritdoc cref="TimedConnection.Connects"/>
    public IReadOnlyCollection<double> Connects => _connection.Connects;

    /// <summary>Sends requests until the condition is false, the token is cancelled or too many requests fail.</summary>
    /// <param name="shouldContinue">Called before each request.</param>
    public async Task RunAsync(Func<bool> shouldContinue, CancellationToken cancellationToken)
    {
        int failuresInARow = 0;
        while (
            failuresInARow < MaximumFailuresInARow
            && !cancellationToken.IsCancellationRequested
            && shouldContinue()
        )
        {
            if (await SendAsync(scheduledAt: null, cancellationToken))
            {
                failuresInARow = 0;
            }
            else if (!cancellationToken.IsCancellationRequested)
            {
                failuresInARow++;
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Sends one request.</summary>
    /// <param name="scheduledAt">
    /// The <see cref="Stopwatch"/> timestamp that latency counts from; null for the time at which the request is sent over
    /// an established connection.
    /// </param>
    /// <returns>Whether there was a complete response.</returns>
    public async Task<bool> SendAsync(long? scheduledAt, CancellationToken cancellationToken)
    {
        string? failure = await TryCallAsync(scheduledAt, cancellationToken);
        if (failure is not null && !cancellationToken.IsCancellationRequested)
        {
            Failures.Add(failure);
            monitor?.AddFailure(failure);
        }

        return failure is null;
    }

    /// <returns>Milliseconds of each response.</returns>
    /// <exception cref="HostError">There is no response, a request failed, or the status of a response is another one.</exception>
    public IEnumerable<double> LatenciesOf(int status) =>
        Failures is [var failure, ..] ? throw new HostError($"a request failed: {failure}")
        : Responses.Find(it => it.Status != status) is { Status: > 0 } wrong
            ? throw new HostError($"a response was {wrong.Status} instead of {status}")
        : Responses is [] ? throw new HostError("there was no response in the time of the measurement")
        : Responses.Select(it => it.Latency);

    public void Dispose() => _connection.Dispose();

    /// <returns>An error message when there was no complete response, or null.</returns>
    private async Task<string?> TryCallAsync(long? scheduledAt, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await CallAsync(scheduledAt, timeout.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"no response within {Timeout.TotalSeconds:F0} seconds";
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return (error.InnerException ?? error).Message;
        }
    }

    private async Task CallAsync(long? scheduledAt, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var request = createRequest();
        using var response = await _connection.SendAsync(request, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await body.ReadAsync(_body, cancellationToken) > 0) { }

        // Without a schedule not the time of connecting, which is reported separately.
        var latency = Stopwatch.GetElapsedTime(scheduledAt ?? Math.Max(start, _connection.ReadyAt));
        var timing = ServerTiming.Read(response.Headers);
        Responses.Add(new Response((int)response.StatusCode, latency.TotalMilliseconds, timing));
        monitor?.Add(Responses[^1]);
    }
}
