using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Items.Client;

/// <summary>Sends the request of a call, and repeats it as <see cref="Attempts"/> and the options allow.</summary>
internal sealed class RequestSender(
    Func<CancellationToken, ValueTask<string>>? getToken,
    RetryOptions options
)
{
    /// <summary>24 days, which every timer accepts.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>For the calls of an import, unless repetitions are turned off.</summary>
    public RequestSender InBulk() =>
        new(
            getToken,
            options with
            {
                MaximumAttempts = options.MaximumAttempts > 1 ? Attempts.MaximumInBulk : 1,
                TotalTimeout = TimeSpan.FromMinutes(5),
            }
        );

    /// <returns>The last response, with its body.</returns>
    /// <exception cref="HttpRequestException">The connection failed.</exception>
    /// <exception cref="TimeoutException">There was no response in time.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (
            options.MaximumAttempts > 1
            && request.Method == HttpMethod.Post
            && !request.Headers.Contains(Attempts.IdempotencyKey)
        )
        {
            request.Headers.Add(Attempts.IdempotencyKey, Guid.NewGuid().ToString());
        }

        long start = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            var pause = Attempts.Pause(attempt);
            var copy = await CopyAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                var response = await SendOnceAsync(client, copy, Remaining(start), cancellationToken)
                    .ConfigureAwait(false);
                pause = Attempts.Pause(attempt, response.Headers.RetryAfter);
                if (!Repeats(request, (int)response.StatusCode, attempt, start, pause))
                {
                    response.Headers.Add(Attempts.Header, attempt.ToString(CultureInfo.InvariantCulture));
                    return response;
                }

                response.Dispose();
            }
            catch (Exception error)
                when (Attempts.IsLost(error, cancellationToken)
                    && Repeats(request, status: null, attempt, start, pause)
                ) { }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Repeats(HttpRequestMessage request, int? status, int attempt, long start, TimeSpan pause) =>
        attempt < options.MaximumAttempts
        && pause < Remaining(start)
        && Attempts.MayBeRepeated(request, status);

    private TimeSpan Remaining(long start) => options.TotalTimeout - Stopwatch.GetElapsedTime(start);

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpClient client,
        HttpRequestMessage request,
        TimeSpan remaining,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long longest = Math.Min(options.AttemptTimeout.Ticks, LongestTimeout.Ticks);
        timeout.CancelAfter(TimeSpan.FromTicks(Math.Clamp(remaining.Ticks, 0, longest)));
        try
        {
            // With the body, so that a connection that breaks in it counts as a lost response.
            return await client
                .SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The API has not responded in time.", error);
        }
    }

    /// <summary>A message can be sent once. The copy has a current token; it shares the content, so it is not disposed.</summary>
    private async Task<HttpRequestMessage> CopyAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var header in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (getToken is not null)
        {
            string token = await getToken(cancellationToken).ConfigureAwait(false);
            copy.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return copy;
    }
}
