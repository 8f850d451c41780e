using NativeLambda.Validation;

namespace NativeLambda.Http;

/// <summary>An HTTP response; each event source has its own envelope around it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="body">UTF-8 text unless <see cref="IsBinary"/>, or empty.</param>
public sealed class Response(int status, ReadOnlyMemory<byte> body = default)
{
    /// <summary>Seconds after which a client may repeat a request that failed for a transient reason.</summary>
    public const string RetryAfter = "1";

    private readonly List<KeyValuePair<string, string>> _headers = [];

    public static Response NoContent => new(204);

    public static Response NotModified => new(304);

    public static Response PreconditionFailed => Error(412, "Precondition Failed");

    public int Status => status;

    public ReadOnlyMemory<byte> Body => body;

    public bool IsBinary { get; init; }

    /// <summary>Writes the body of a response that is streamed; null when it is <see cref="Body"/>.</summary>
    public Action<Stream, CancellationToken>? WriteBody { get; private init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    public static Response Ok(Content content)
    {
        var response = new Response(200, content.Bytes) { IsBinary = content.Encoding is not null }.With(
            "content-type",
            content.Type
        );
        return content.Encoding is { } encoding ? response.With("content-encoding", encoding) : response;
    }

    /// <summary>
    /// A response that is sent while its body is written, in constant memory. Only for a request that
    /// <see cref="Request.CanStream"/>; status and headers cannot change any more when the body starts.
    /// </summary>
    /// <param name="contentType">Value of <c>content-type</c>.</param>
    /// <param name="writeBody">
    /// Called once, after the endpoint has returned and not for <c>HEAD</c>. <see cref="Stream.Flush"/> sends what has been
    /// written. An exception ends the response as an incomplete one. The token is that of the endpoint.
    /// </param>
    public static Response Streamed(
        int status,
        string contentType,
        Action<Stream, CancellationToken> writeBody
    ) => new Response(status) { WriteBody = writeBody }.With("content-type", contentType);

    public static Response NotFound(string detail = "Not Found") => Error(404, detail);

    /// <summary>503: the request was not carried out, or its outcome is not known; the client may try again.</summary>
    public static Response ServiceUnavailable(string detail) =>
        Error(503, detail).With("retry-after", RetryAfter);

    /// <summary>An error with the body <c>{"detail": "…"}</c>.</summary>
    public static Response Error(int status, string detail) => Json(status, ErrorJson.Write(detail));

    /// <summary>422 with every error, in FastAPI's shape.</summary>
    public static Response Invalid(params IReadOnlyList<ValidationError> errors) =>
        Json(422, ErrorJson.Write(errors));

    public static Response Json(int status, ReadOnlyMemory<byte> json) =>
        new Response(status, json)
            .With("content-type", "application/json")
            .With("x-content-type-options", "nosniff");

    public Response With(string name, string value)
    {
        _headers.Add(new(name, value));
        return this;
    }

    /// <param name="tag">Opaque text of a strong entity tag, without quotes.</param>
    public Response WithETag(string tag) => With("etag", $"\"{tag}\"");

    /// <summary>The response to <c>HEAD</c>: the same without its body.</summary>
    public Response WithoutBody()
    {
        var head = new Response(status);
        head._headers.AddRange(_headers);
        return head;
    }
}
