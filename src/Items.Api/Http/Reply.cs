using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Items.Api.Http;

/// <summary>What an endpoint answers when it has no value to send: success without a body, or a refusal.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">One line of reason, sent as <c>{"detail": "…"}</c>; null for no body.</param>
internal sealed record Reply(int Status, string? Detail = null)
{
    private ValidationError? Error { get; init; }

    private Content? Content { get; init; }

    private IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static Reply NoContent => new(204);

    public static Reply PreconditionFailed => new(412, "Precondition Failed");

    public static Reply NotModified => new(304);

    public static Reply NotFound(string detail = "Not Found") => new(404, detail);

    /// <summary>For what the endpoint itself finds wrong with the request, beyond what binding checks.</summary>
    public static Reply Invalid(ErrorLocation location, ErrorKind kind) =>
        new(422) { Error = new ValidationError(location, kind.Message, kind.Type) };

    /// <summary>Something that is no JSON of the API, such as a page.</summary>
    public static Reply Ok(Content content) => new(200) { Content = content };

    public static Reply<T> Ok<T>(T value) => new(new Reply(200), value);

    /// <param name="value">The new resource.</param>
    /// <param name="location">Its absolute path, without the stage prefix.</param>
    public static Reply<T> Created<T>(T value, string location) =>
        new(new Reply(201), value) { Location = location };

    public Reply With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public Response ToResponse() =>
        (
            Error is not null
                ? Response.Json(
                    422,
                    new HTTPValidationError([Error]),
                    ItemsJsonContext.Default.HTTPValidationError
                )
            : Content is not null ? Content.ToResponse(Status)
            : Detail is not null
                ? Response.Json(Status, new ErrorBody(Detail), ItemsJsonContext.Default.ErrorBody)
            : new Response(Status)
        ).With(Headers);

    /// <summary>The headers of this reply on a body that is already JSON.</summary>
    public Response ToResponse(ReadOnlyMemory<byte> json) => Response.Json(Status, json).With(Headers);
}

/// <summary>What an endpoint answers when success carries a value; every <see cref="Reply"/> converts to it.</summary>
/// <param name="Head">Status and headers; with its own body when there is no value.</param>
/// <param name="Value">Sent as JSON.</param>
internal sealed record Reply<T>(Reply Head, T? Value)
{
    public string? Location { get; init; }

    /// <summary>The value as it was written before, to be sent again byte for byte instead of <see cref="Value"/>.</summary>
    public ReadOnlyMemory<byte>? Recorded { get; init; }

    public static implicit operator Reply<T>(Reply reply) => new(reply, default);

    public Reply<T> With(string name, string value) => this with { Head = Head.With(name, value) };

    public Response ToResponse(Request request, JsonTypeInfo<T> json)
    {
        var response =
            Recorded is { } recorded ? Head.ToResponse(recorded)
            : Value is not null ? Head.ToResponse(JsonSerializer.SerializeToUtf8Bytes(Value, json))
            : Head.ToResponse();
        return Location is null ? response : response.With("location", request.BasePath + Location);
    }
}
