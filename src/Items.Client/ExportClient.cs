using System.Net;
using System.Runtime.CompilerServices;

namespace Items.Client;

/// <summary>
/// Reads all items as a stream. It needs an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is the function
/// URL, and which signs its requests (<see cref="AwsSignatureHandler"/>).
/// </summary>
public sealed class ExportClient(HttpClient httpClient)
{
    /// <summary>Longest time without data: the function ends each response within 10 seconds.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Measures the time without data and the pauses between attempts.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// All items, newest first. Continues when a response ends incomplete or its connection breaks, so that each item is
    /// returned once.
    /// </summary>
    /// <param name="category">Only items of this category.</param>
    /// <exception cref="ApiException">An error response, or an item that does not match the contract.</exception>
    /// <exception cref="IOException">Repeated attempts have returned no further item.</exception>
    public async IAsyncEnumerable<Item> ExportAsync(
        string? category = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var position = new ExportPosition();
        for (int attempt = 1; !position.IsAtEnd; attempt++)
        {
            await foreach (var item in ReadAsync(category, position, cancellationToken).ConfigureAwait(false))
            {
                attempt = 0;
                yield return item;
            }

            if (attempt == Attempts.MaximumInBulk && !position.IsAtEnd)
            {
                throw new IOException($"The export is incomplete: {position.Problem}", position.Error);
            }

            // After items, continue at once.
            if (attempt > 0 && !position.IsAtEnd)
            {
                await Task.Delay(Attempts.Pause(attempt), Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The items of one response that are new. A failure that can be repeated ends it.</summary>
    private async IAsyncEnumerable<Item> ReadAsync(
        string? category,
        ExportPosition position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(category, position, cancellationToken).ConfigureAwait(false);
        if (response is null)
        {
            yield break;
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(body);
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Clock);
        while (
            await NextLineAsync(lines, limit, position, cancellationToken).ConfigureAwait(false) is { } line
        )
        {
            if (position.Read(line) is { } item)
            {
                yield return item;
            }
        }
    }

    /// <returns>Null after a failure that can be repeated.</returns>
    private async Task<HttpResponseMessage?> SendAsync(
        string? category,
        ExportPosition position,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(category, position.Cursor));
        HttpResponseMessage? response = null;
        try
        {
            response = await httpClient
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (status is 429 or >= 500)
            {
                position.Break($"the status is {status}", error: null);
            }
            else if (response.StatusCode == HttpStatusCode.OK)
            {
                var accepted = response;
                response = null;
                return accepted;
            }
            else
            {
                throw await ErrorOfAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (Attempts.IsLost(error, cancellationToken))
        {
            position.Break("the connection failed", error);
        }
        finally
        {
            response?.Dispose();
        }

        return null;
    }

    private async Task<ApiException> ErrorOfAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(ReadTimeout, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        string body = await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        var headers = response.Headers.ToDictionary(header => header.Key, header => header.Value);
        return new ApiException($"The status of the export is {status}.", status, body, headers, null);
    }

    /// <returns>Null at the end of the response, which is its last line unless the connection broke.</returns>
    private static async Task<string?> NextLineAsync(
        StreamReader lines,
        CancellationTokenSource limit,
        ExportPosition position,
        CancellationToken cancellationToken
    )
    {
        try
        {
            limit.CancelAfter(ReadTimeout);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken,
                limit.Token
            );
            string? line = await lines.ReadLineAsync(either.Token).ConfigureAwait(false);
            // The caller takes any time for the item.
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            if (line is null)
            {
                position.Break("a response ended without its last line", error: null);
            }

            return line;
        }
        catch (Exception error)
            when (Attempts.IsLost(error, cancellationToken) || error is InvalidDataException)
        {
            position.Break("the connection broke", error);
            return null;
        }
    }

    private Uri Address(string? category, string? cursor)
    {
        string[] query =
        [
            .. category is null ? (string[])[] : [$"category={Uri.EscapeDataString(category)}"],
            .. cursor is null ? (string[])[] : [$"cursor={Uri.EscapeDataString(cursor)}"],
        ];
        string address = httpClient.BaseAddress?.AbsoluteUri.TrimEnd('/') ?? "";
        return new Uri($"{address}/api/v1/export{(query is [] ? "" : "?")}{string.Join('&', query)}");
    }
}
