using System.Net.Http.Headers;

namespace Items.Client;

/// <summary>When a request is repeated: the table "When to repeat a call" in docs/api.md.</summary>
internal static class Attempts
{
    /// <summary>Attempts of imports and exports, which are not interactive.</summary>
    public const int MaximumInBulk = 8;

    /// <summary>
    /// Header with the number of attempts that <see cref="RequestSender"/> adds to a response. The generated code passes
    /// nothing but status, headers and body to <see cref="ApiResponse"/> and <see cref="ApiException"/>.
    /// </summary>
    public const string Header = "Client-Attempts";

    public const string IdempotencyKey = "Idempotency-Key";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    /// <param name="status">Null when there was no response.</param>
    public static bool MayBeRepeated(HttpRequestMessage request, int? status) =>
        status switch
        {
            // The gateway has not called the function.
            429 => true,
            null or 409 or >= 500 => HasSameEffectTwice(request),
            _ => false,
        };

    /// <summary>Whether the connection failed, or the time for the response was over.</summary>
    public static bool IsLost(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException or TimeoutException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">The header of its response, in either form.</param>
    /// <returns>
    /// At least the time of the header, or a second; doubled with each attempt up to 16 seconds, and up to a half more at
    /// random, so that clients that failed together do not return together.
    /// </returns>
    public static TimeSpan Pause(int attempt, RetryConditionHeaderValue? retryAfter = null)
    {
        var least =
            retryAfter?.Delta ?? (retryAfter?.Date - DateTimeOffset.UtcNow) ?? TimeSpan.FromSeconds(1);
        least = least < TimeSpan.Zero ? TimeSpan.Zero : least;
        double longest = Math.Max(least.TotalSeconds, LongestPause.TotalSeconds);
        double seconds = Math.Min(least.TotalSeconds * Math.Pow(2, attempt - 1), longest);
        return TimeSpan.FromSeconds(seconds * (1 + (Random.Shared.NextDouble() / 2)));
    }

    // Without If-Match a repeated update could overwrite a change that another client made in between.
    private static bool HasSameEffectTwice(HttpRequestMessage request) =>
        request.Method.Method switch
        {
            "POST" => request.Headers.Contains(IdempotencyKey),
            "PUT" or "PATCH" => request.Headers.Contains("If-Match"),
            _ => true,
        };
}
