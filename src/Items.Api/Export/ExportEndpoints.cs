using System.IO.Compression;
using Items.Api.Items;
using NativeLambda.Http;
using NativeLambda.Routing;
using NativeLambda.Validation;
using static NativeLambda.Http.Response;

namespace Items.Api.Export;

/// <summary>All items as a stream, through the function URL only: an HTTP API cannot stream.</summary>
internal sealed class ExportEndpoints(ItemStream items)
{
    private const string NotHere =
        "The export is streamed; call it on the function URL, the stack output ExportUrl";

    [Get("/api/v1/export", Scope = "items/read")]
    public Response Export([Query] string? category, [Query] string? cursor, Request request)
    {
        if (!request.CanStream)
        {
            return NotFound(NotHere);
        }

        Cursor start = default;
        if (cursor is not null && !Cursor.TryDecode(cursor, category, out start))
        {
            return Invalid(
                new ValidationError(new("query", "cursor"), ErrorKind.ValueError("not a cursor of this list"))
            );
        }

        Cursor? first = cursor is null ? null : start;
        bool isCompressed = AcceptEncoding.Prefers(request.Header("accept-encoding"), "gzip");
        var response = Streamed(
                200,
                "application/x-ndjson",
                (output, cancellationToken) =>
                {
                    using var gzip = isCompressed
                        ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)
                        : null;
                    new ExportWriter(gzip ?? output, category, first).Write(
                        items.Read(category, first, cancellationToken),
                        cancellationToken
                    );
                }
            )
            .With("vary", "accept-encoding")
            .With("x-content-type-options", "nosniff");
        return isCompressed ? response.With("content-encoding", "gzip") : response;
    }
}
