using System.Text.Json.Serialization.Metadata;

namespace Items.Api.Http;

/// <summary>What an endpoint answers when it has no value to send: success without a body, or a refusal.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">One line of reason, sent as <c>{"detail": "…"}</c>; null for no body.</param>
internal readonly record struct Reply(int Status, string? Detail = null)
{
    public static Reply NoContent => new(204);

    public static Reply NotFound(string detail = "Not Found") => new(404, detail);

    public static Reply<T> Ok<T>(T value) => new(200, value);

    /// <param name="value">The new resource.</param>
    /// <param name="location">Its absolute path, without the stage prefix.</param>
    public static Reply<T> Created<T>(T value, string location) => new(201, value) { Location = location };

    public Response ToResponse() =>
        Detail is null
            ? new Response(Status)
            : Response.Json(Status, new ErrorBody(Detail), ItemsJsonContext.Default.ErrorBody);
}

/// <summary>What an endpoint answers when success carries a value; every <see cref="Reply"/> converts to it.</summary>
internal readonly record struct Reply<T>(int Status, T? Value)
{
    public string? Location { get; init; }

    private string? Detail { get; init; }

    public static implicit operator Reply<T>(Reply reply) =>
        new(reply.Status, default) { Detail = reply.Detail };

    public Response ToResponse(Request request, JsonTypeInfo<T> json)
    {
        if (Value is null)
        {
            return new Reply(Status, Detail).ToResponse();
        }

        var response = Response.Json(Status, Value, json);
        return Location is null ? response : response.With("location", request.BasePath + Location);
    }
}
