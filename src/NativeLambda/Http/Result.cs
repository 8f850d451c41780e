using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NativeLambda.Http;

/// <summary>Makes the results of endpoints that succeed with a value.</summary>
public static class Result
{
    public static Result<T> Ok<T>(T value) => new(200, value);

    /// <param name="value">The new resource.</param>
    /// <param name="location">Its absolute path, without the stage prefix.</param>
    public static Result<T> Created<T>(T value, string location) => new(201, value) { Location = location };

    /// <summary>The request will be carried out later.</summary>
    /// <param name="value">The state of the work.</param>
    /// <param name="location">Absolute path of this state, without the stage prefix.</param>
    public static Result<T> Accepted<T>(T value, string location) => new(202, value) { Location = location };
}

/// <summary>
/// What an endpoint returns when success has a JSON body: the value, or any <see cref="Response"/>, which converts to it.
/// </summary>
public sealed class Result<T>
{
    private readonly Response? _response;
    private readonly T? _value;
    private List<KeyValuePair<string, string>>? _headers;
    private byte[]? _json;

    internal Result(int status, T value)
    {
        Status = status;
        _value = value;
    }

    /// <param name="status">HTTP status.</param>
    /// <param name="json">The body, serialized before.</param>
    internal Result(int status, byte[] json)
    {
        Status = status;
        _json = json;
    }

    private Result(Response response)
    {
        _response = response;
        Status = response.Status;
    }

    /// <summary>HTTP status.</summary>
    internal int Status { get; }

    /// <summary>Absolute path of the created resource, without the stage prefix; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>Opaque text of the strong entity tag, without quotes; null for none.</summary>
    public string? ETag { get; private set; }

    public static implicit operator Result<T>(Response response) => new(response);

    public Result<T> With(string name, string value)
    {
        (_headers ??= []).Add(new(name, value));
        return this;
    }

    public Result<T> WithETag(string tag)
    {
        ETag = tag;
        return this;
    }

    /// <summary>The value as JSON; serialized once, however often it is needed.</summary>
    internal byte[] ToJson(JsonTypeInfo<T> json) =>
        _json ??= JsonSerializer.SerializeToUtf8Bytes(_value!, json);

    /// <summary>Called by the generated router.</summary>
    /// <returns>Valid as long as the request.</returns>
    public Response ToResponse(Request request, JsonTypeInfo<T> json)
    {
        var response = _response ?? Response.Json(Status, Body(request, json));
        if (ETag is { } tag)
        {
            response.WithETag(tag);
        }

        if (Location is { } location)
        {
            response.With("location", request.BasePath + location);
        }

        foreach (var (name, value) in _headers ?? [])
        {
            response.With(name, value);
        }

        return response;
    }

    private ReadOnlyMemory<byte> Body(Request request, JsonTypeInfo<T> json) =>
        _json is null && request.ResponseJson is { } memory ? memory.Write(_value!, json) : ToJson(json);
}
