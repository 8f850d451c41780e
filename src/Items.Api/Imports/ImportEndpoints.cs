using System.Globalization;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Routing;
using NativeLambda.Validation;
using static NativeLambda.Http.Response;
using static NativeLambda.Http.Result;

namespace Items.Api.Imports;

/// <summary>The resource <c>/api/v1/imports</c>: items that are created after the response.</summary>
internal sealed class ImportEndpoints(ImportStore store, IngestionQueue queue, IdempotencyStore idempotency)
{
    private const string Imports = "/api/v1/imports";
    private const string OneImport = Imports + "/{import_id}";
    private const int MaximumItems = 500;
    private const int MaximumBytes = 2 * 1024 * 1024;

    [Post(Imports, Scope = "items/write")]
    public Result<Import> Create(
        [Body(MaximumItems = MaximumItems, MaximumBytes = MaximumBytes)] IReadOnlyList<ItemCreate> items,
        [Header("Idempotency-Key")] IdempotencyKey? idempotencyKey,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var import = NewImport(items.Count);
        var accepted = Accepted(import, Location(import.ImportId));
        if (idempotencyKey is null)
        {
            store.Create(import, cancellationToken);
            Send(import.ImportId, import.CreatedAt, items, [], cancellationToken);
            return accepted;
        }

        var result = idempotency.Once(
            new IdempotentRequest(
                caller,
                idempotencyKey,
                [$"POST {Imports}/", .. items.SelectMany(item => item.Fingerprint)]
            ),
            accepted,
            ItemsJsonContext.Default.Import,
            store.CreateInTransaction(import),
            cancellationToken
        );
        if (ReferenceEquals(result, accepted))
        {
            Send(import.ImportId, import.CreatedAt, items, [], cancellationToken);
        }
        else if (result.Location is { } location)
        {
            SendMissing(location[(Imports.Length + 1)..], items, cancellationToken);
        }

        return result;
    }

    [Get(OneImport, Scope = "items/read")]
    public Result<Import> Get(
        string importId,
        [Query] string? cursor,
        Request request,
        CancellationToken cancellationToken,
        [Query(Minimum = 1, Maximum = ItemEndpoints.MaximumLimit)] int limit = ItemEndpoints.DefaultLimit
    )
    {
        int after = -1;
        if (cursor is not null && !TryDecode(cursor, importId, out after))
        {
            return Invalid(
                new ValidationError(
                    new("query", "cursor"),
                    ErrorKind.ValueError("not a cursor of this import")
                )
            );
        }

        if (store.Find(importId, cancellationToken) is not { } progress)
        {
            return NotFound($"Import {importId} not found");
        }

        var failures = progress
            .Parts.SelectMany(part => part.Failures)
            .Where(failure => failure.Index > after)
            .OrderBy(failure => failure.Index)
            .ToArray();
        var result = Ok(progress.ToImport() with { Failures = [.. failures.Take(limit)] });
        return failures.Length > limit
            ? result.With("link", Next(request, importId, failures[limit - 1].Index))
            : result;
    }

    private static Import NewImport(int count)
    {
        var now = DateTimeOffset.UtcNow;
        return new ImportProgress(
            Guid.CreateVersion7(now).ToString(),
            count,
            Timestamp.Of(now.UtcDateTime),
            Parts: []
        ).ToImport();
    }

    private static string Location(string importId) => $"{Imports}/{importId}";

    /// <summary>Sends the messages of an earlier request that have no result.</summary>
    private void SendMissing(
        string importId,
        IReadOnlyList<ItemCreate> items,
        CancellationToken cancellationToken
    )
    {
        if (store.Find(importId, cancellationToken) is { } progress)
        {
            Send(importId, progress.CreatedAt, items, progress.Parts, cancellationToken);
        }
    }

    private void Send(
        string importId,
        string createdAt,
        IReadOnlyList<ItemCreate> items,
        IReadOnlyList<PartResult> done,
        CancellationToken cancellationToken
    ) =>
        queue.Send(
            ImportMessage
                .Split(importId, createdAt, items)
                .Where(message => !done.Any(part => part.Part == message.Part)),
            ItemsJsonContext.Default.ImportMessage,
            cancellationToken
        );

    private static string Next(Request request, string importId, int index)
    {
        string cursor = new Cursor(index.ToString(CultureInfo.InvariantCulture)).Encode(importId);
        return $"<{request.LinkWith("cursor", cursor)}>; rel=\"next\"";
    }

    private static bool TryDecode(string cursor, string importId, out int index)
    {
        index = -1;
        return Cursor.TryDecode(cursor, importId, out var position)
            && int.TryParse(position.After, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
