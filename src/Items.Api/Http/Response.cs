using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Items.Api.Http;

/// <summary>What goes back to the client; each event source has its own envelope around it.</summary>
internal sealed class Response(int status, ReadOnlyMemory<byte> body = default)
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    public int Status => status;

    /// <summary>UTF-8 text unless <see cref="IsBinary"/>, or empty.</summary>
    public ReadOnlyMemory<byte> Body => body;

    public bool IsBinary { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    public static Response Json<T>(int status, T value, JsonTypeInfo<T> json) =>
        Json(status, JsonSerializer.SerializeToUtf8Bytes(value, json));

    public static Response Json(int status, ReadOnlyMemory<byte> json) =>
        new Response(status, json).With("content-type", "application/json");

    /// <summary>The answer to <c>OPTIONS</c>, which must not depend on a token: gateways send preflights here.</summary>
    public static Response Options(string allow) => new Response(204).With("allow", allow);

    public static Response MethodNotAllowed(string allow) =>
        new Reply(405, "Method Not Allowed").ToResponse().With("allow", allow);

    public Response With(string name, string value)
    {
        _headers.Add(new(name, value));
        return this;
    }

    public Response With(IEnumerable<KeyValuePair<string, string>> headers)
    {
        _headers.AddRange(headers);
        return this;
    }

    /// <summary>The same answer for <c>HEAD</c>.</summary>
    public Response WithoutBody() => new Response(status).With(_headers);
}
