using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Routing;
using static NativeLambda.Http.Response;
using static NativeLambda.Http.Result;

namespace Books.Api;

/// <summary>The resource <c>/api/v1/books</c>.</summary>
internal sealed class BookEndpoints(BookStore store, IdempotencyStore idempotency)
{
    private const string All = "/api/v1/books";
    private const string One = All + "/{id}";
    private const string Read = "books/read";
    private const string Write = "books/write";

    [Post(All, Scope = Write)]
    public Result<Book> Create(
        BookInput input,
        [Header("Idempotency-Key")] IdempotencyKey? idempotencyKey,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var row = Book.New(input);
        var created = Created(row, $"{All}/{row.Id}").WithETag(row.Version);
        if (idempotencyKey is null)
        {
            store.Create(row, cancellationToken);
            return created;
        }

        return idempotency.Once(
            new IdempotentRequest(
                caller,
                idempotencyKey,
                [$"POST {All}", input.Name.Value, input.Description.Value]
            ),
            created,
            ApiJsonContext.Default.Book,
            store.CreateInTransaction(row),
            cancellationToken
        );
    }

    [Get(All, Scope = Read)]
    public Result<Book[]> List(
        [Query] Guid? cursor,
        Request request,
        CancellationToken cancellationToken,
        [Query(Minimum = 1, Maximum = 100)] int limit = 20
    )
    {
        // One more than the limit shows whether there is a next page.
        var rows = store.List(limit + 1, cursor, cancellationToken);
        var page = Ok(rows.Take(limit).ToArray());
        return rows.Count > limit
            ? page.With("link", $"<{request.LinkWith("cursor", $"{rows[limit - 1].Id}")}>; rel=\"next\"")
            : page;
    }

    [Get(One, Scope = Read)]
    public Result<Book> Get(
        Guid id,
        [Header("If-None-Match")] EntityTags? ifNoneMatch,
        CancellationToken cancellationToken
    ) =>
        store.Find(id, cancellationToken) is not { } row ? NoSuchId(id)
        : ifNoneMatch?.MatchesWeakly(row.Version) == true ? NotModified.WithETag(row.Version)
        : Ok(row).WithETag(row.Version);

    [Put(One, Scope = Write)]
    public Result<Book> Update(
        Guid id,
        BookInput input,
        [Header("If-Match")] EntityTags? ifMatch,
        CancellationToken cancellationToken
    ) =>
        store.Update(id, input, ifMatch, cancellationToken) switch
        {
            WriteResult.Written(var row) => Ok(row).WithETag(row.Version),
            WriteResult.NotFound => NoSuchId(id),
            WriteResult.VersionMismatch => PreconditionFailed,
        };

    [Delete(One, Scope = Write)]
    public Response Delete(
        Guid id,
        [Header("If-Match")] EntityTags? ifMatch,
        CancellationToken cancellationToken
    ) =>
        store.Delete(id, ifMatch, cancellationToken) switch
        {
            WriteResult.Written => NoContent,
            WriteResult.NotFound => NoSuchId(id),
            WriteResult.VersionMismatch => PreconditionFailed,
        };

    private static Response NoSuchId(Guid id) => NotFound($"Book {id} not found");
}
