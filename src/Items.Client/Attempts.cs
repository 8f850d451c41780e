using System.Globalization;

namespace Items.Client;

/// <summary>Repeats requests that may be repeated: reads, and creates with an idempotency key.</summary>
internal static class Attempts
{
    public const int Maximum = 8;

    /// <summary>Repeats a request after a lost response, a 409, a 429 and any 5xx.</summary>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> request,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan? retryAfter = null;
            try
            {
                return await request(cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException error) when (attempt < Maximum && error.StatusCode is 409 or 429 or >= 500)
            {
                retryAfter = RetryAfter(error);
            }
            catch (Exception error) when (attempt < Maximum && IsLost(error, cancellationToken)) { }

            await Task.Delay(retryAfter ?? Pause(attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the connection failed, or the <see cref="HttpClient"/>'s timeout came.</summary>
    public static bool IsLost(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <returns>Half a second, doubled with each attempt up to 16 seconds, and up to a half more at random.</returns>
    public static TimeSpan Pause(int attempt) =>
        TimeSpan.FromSeconds(0.5 * (1 << Math.Min(attempt - 1, 5)) * (1 + (Random.Shared.NextDouble() / 2)));

    private static TimeSpan? RetryAfter(ApiException error) =>
        error
            .Headers.FirstOrDefault(header =>
                header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)
            )
            .Value?.FirstOrDefault()
            is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
