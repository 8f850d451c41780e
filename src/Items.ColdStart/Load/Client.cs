using System.Diagnostics;
using System.Net.Http.Headers;

namespace Items.ColdStart.Load;

/// <summary>Sends the next request when the last one is answered, over one connection, and keeps what it saw.</summary>
internal sealed class Client(Uri target, string? token) : IDisposable
{
    /// <summary>API Gateway itself gives up after 30 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>After a failure, so that a dead address is not called as fast as the machine can.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MaximumFailuresInARow = 10;

    private readonly TimedConnection _connection = new();
    private readonly AuthenticationHeaderValue? _authorization = token is null ? null : new("Bearer", token);
    private readonly byte[] _body = new byte[16 * 1024];

    public Observations Seen { get; } = new();

    /// <inheritdoc cref="TimedConnection.Connects"/>
    public IReadOnlyCollection<double> Connects => _connection.Connects;

    /// <param name="goesOn">Asked before each request.</param>
    public async Task RunAsync(Func<bool> goesOn, CancellationToken cancellationToken)
    {
        int failuresInARow = 0;
        while (
            failuresInARow < MaximumFailuresInARow && !cancellationToken.IsCancellationRequested && goesOn()
        )
        {
            if (await FailureAsync(cancellationToken) is not { } failure)
            {
                failuresInARow = 0;
            }
            else if (!cancellationToken.IsCancellationRequested)
            {
                failuresInARow++;
                Seen.AddFailure(failure);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <returns>Null when the call was answered.</returns>
    private async Task<string?> FailureAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await CallAsync(patience.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {Patience.TotalSeconds:F0} seconds";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (failure.InnerException ?? failure).Message;
        }
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Authorization = _authorization;
        using var response = await _connection.SendAsync(request, cancellationToken);
        await DrainAsync(response, cancellationToken);

        // Connecting is no part of the request that happened to need it.
        var latency = Stopwatch.GetElapsedTime(Math.Max(start, _connection.ReadyAt));
        Seen.AddAnswer(
            (int)response.StatusCode,
            latency.TotalMilliseconds,
            ServerTiming.Read(response.Headers)
        );
    }

    private async ValueTask DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await body.ReadAsync(_body, cancellationToken) > 0) { }
    }
}
