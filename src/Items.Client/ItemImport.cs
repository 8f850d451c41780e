using System.Text.Json;

namespace Items.Client;

/// <summary>A sequence of items on its way into the API: imports that run, and the sum of what they have done.</summary>
/// <param name="key">Beginning of the idempotency key of each request.</param>
/// <param name="clock">Measures the time without progress.</param>
internal sealed class ItemImport(ItemsClient client, string key, TimeProvider clock)
{
    /// <summary>Enough to keep the API busy while the next request is made.</summary>
    private const int MaximumRunning = 8;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than the API repeats a message.</summary>
    private static readonly TimeSpan ProgressTimeout = TimeSpan.FromMinutes(5);

    private readonly List<RunningImport> _running = [];
    private readonly List<ImportFailure> _newFailures = [];
    private int _requests;
    private int _accepted;
    private int _rejected;
    private (int Processed, int Failed) _finished;
    private DateTimeOffset _lastChange = clock.GetUtcNow();

    public bool IsRunning => _running.Count > 0;

    public bool IsFull => _running.Count >= MaximumRunning;

    /// <summary>Sends a batch. Items that the API rejects have failed; the others are sent again without them.</summary>
    /// <exception cref="ApiException">An error response that a repetition does not change.</exception>
    public async Task SendAsync(IReadOnlyList<IndexedItem> batch, CancellationToken cancellationToken)
    {
        string batchKey = $"{key}-{++_requests}";
        while (batch.Count > 0)
        {
            try
            {
                var import = await client
                    .CreateImportAsync(batch.Select(it => it.Item), batchKey, cancellationToken)
                    .ConfigureAwait(false);
                _accepted += batch.Count;
                _lastChange = clock.GetUtcNow();
                _running.Add(new(import.Result, [.. batch.Select(it => it.Index)]));
                return;
            }
            catch (ApiException<HTTPValidationError> error)
                when (Rejected(error.Result) is { Count: > 0 } rejected)
            {
                _rejected += rejected.Count;
                _newFailures.AddRange(
                    rejected.Select(it => new ImportFailure
                    {
                        Index = batch[it.Key].Index,
                        Detail = it.Value,
                    })
                );
                batch = [.. batch.Where((_, i) => !rejected.ContainsKey(i))];
            }
        }
    }

    /// <summary>Waits, and reads the progress of the imports that run.</summary>
    /// <exception cref="TimeoutException">There has been no progress for minutes.</exception>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        foreach (var import in _running.ToArray())
        {
            if (await ReadAsync(import, cancellationToken).ConfigureAwait(false))
            {
                _lastChange = clock.GetUtcNow();
            }
        }

        if (clock.GetUtcNow() - _lastChange > ProgressTimeout)
        {
            throw new TimeoutException(
                $"The import {_running[0].State.ImportId} has made no progress for {ProgressTimeout.TotalMinutes} minutes."
            );
        }
    }

    /// <param name="isCompleted">Whether nothing follows.</param>
    public ImportProgress Progress(bool isCompleted)
    {
        ImportFailure[] failures = [.. _newFailures];
        _newFailures.Clear();
        return new ImportProgress(
            _accepted,
            _finished.Processed + _running.Sum(import => import.State.Processed),
            _finished.Failed + _rejected + _running.Sum(import => import.State.Failed),
            failures,
            isCompleted
        );
    }

    /// <returns>Whether the import has changed.</returns>
    private async Task<bool> ReadAsync(RunningImport import, CancellationToken cancellationToken)
    {
        var before = import.State;
        var page = await client
            .GetImportAsync(before.ImportId, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        import.State = page.Result;
        if (import.State.Processed + import.State.Failed == import.State.Accepted)
        {
            await AddFailuresAsync(import, cancellationToken).ConfigureAwait(false);
            _finished = (
                _finished.Processed + import.State.Processed,
                _finished.Failed + import.State.Failed
            );
            _running.Remove(import);
        }

        return import.State.Processed != before.Processed || import.State.Failed != before.Failed;
    }

    private async Task AddFailuresAsync(RunningImport import, CancellationToken cancellationToken)
    {
        string? cursor = null;
        while (import.State.Failed > 0)
        {
            var page = await client
                .GetImportAsync(import.State.ImportId, limit: 100, cursor, cancellationToken)
                .ConfigureAwait(false);
            _newFailures.AddRange(
                page.Result.Failures.Select(it => it with { Index = import.Indexes[it.Index] })
            );
            cursor = page.NextCursor;
            if (cursor is null)
            {
                return;
            }
        }
    }

    /// <returns>The errors of each item by its position in the request; empty when the request itself is wrong.</returns>
    private static Dictionary<int, string> Rejected(HTTPValidationError errors)
    {
        bool areOfItems = errors.Detail.All(error =>
            error is { Type: not "json_invalid", Loc: [_, { ValueKind: JsonValueKind.Number }, ..] }
        );
        return areOfItems
            ? errors
                .Detail.GroupBy(error => error.Loc[1].GetInt32())
                .ToDictionary(item => item.Key, item => string.Join("; ", item.Select(Describe)))
            : [];
    }

    private static string Describe(ValidationError error) =>
        $"{string.Join('.', error.Loc.Skip(2).DefaultIfEmpty(error.Loc[0]))}: {error.Msg}";

    private sealed class RunningImport(Import state, int[] indexes)
    {
        public Import State { get; set; } = state;

        /// <summary>Position in the whole sequence of each item of the request.</summary>
        public int[] Indexes { get; } = indexes;
    }
}
