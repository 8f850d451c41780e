namespace Items.Api.Http;

/// <summary>A body that is sent as it is.</summary>
/// <param name="Type">For <c>content-type</c>.</param>
/// <param name="Encoding">For <c>content-encoding</c>; null when the bytes are text in UTF-8.</param>
internal sealed record Content(ReadOnlyMemory<byte> Bytes, string Type, string? Encoding = null)
{
    public Response ToResponse(int status)
    {
        var response = new Response(status, Bytes) { IsBinary = Encoding is not null }.With(
            "content-type",
            Type
        );
        return Encoding is null ? response : response.With("content-encoding", Encoding);
    }
}
