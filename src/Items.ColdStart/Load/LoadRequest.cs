using System.Net.Http.Headers;

namespace Items.ColdStart.Load;

/// <summary>What each request of a load test is made of. Not a record, which would print the token.</summary>
internal sealed class LoadRequest
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Address and path.</summary>
    public required Uri Target { get; init; }

    /// <summary>Access token; null to send none.</summary>
    public string? Token { get; init; }

    /// <summary>JSON; null to send none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Further request headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether each request has an <c>Idempotency-Key</c> of its own.</summary>
    public bool WithIdempotencyKey { get; init; }

    public HttpRequestMessage Create()
    {
        var request = new HttpRequestMessage(Method, Target);
        request.Headers.Authorization = Token is null ? null : new("Bearer", Token);
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (WithIdempotencyKey)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }

        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}
