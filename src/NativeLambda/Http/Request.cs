using System.Text;

namespace NativeLambda.Http;

/// <summary>
/// One HTTP request, independent of the event source. Its memory points into the event and is valid until the
/// response has been sent.
/// </summary>
public sealed class Request
{
    public required Method Method { get; init; }

    /// <summary>
    /// Whether the event source passes a response on while it is written: true for a Function URL, false for an HTTP API.
    /// </summary>
    public bool CanStream { get; init; }

    /// <summary>Percent-decoded, without the stage prefix.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>What precedes <see cref="Path"/> in the client's URL: <c>/</c> and the stage name, or nothing.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>As the client sent it: still percent-encoded, without the question mark.</summary>
    public ReadOnlyMemory<byte> Query { get; init; }

    /// <summary>Names in lower case, several values of one name joined with commas.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>Decoded body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The gateway's id of the request; the client gets it as <c>apigw-requestid</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Null when the caller is not authenticated. Never null in an endpoint whose route has a scope.</summary>
    public Caller? Caller { get; init; }

    /// <summary>Path template of the route, without the ids in the path; null when no route has the path. Set by the router.</summary>
    public string? RouteTemplate { get; set; }

    /// <summary>Where the JSON of the response is written; null for memory of its own.</summary>
    internal ResponseJson? ResponseJson { get; set; }

    /// <returns>Absolute path and query of this request, with one query parameter set to the value.</returns>
    public string LinkWith(string parameter, string value)
    {
        string query = QueryString.With(Encoding.UTF8.GetString(Query.Span), parameter, value);
        return $"{BasePath}{Encoding.UTF8.GetString(Path.Span)}?{query}";
    }

    /// <param name="lowerCaseName">Header name in lower case, as the gateway delivers it.</param>
    /// <returns>The value, or null when the header was not sent.</returns>
    public string? Header(string lowerCaseName)
    {
        for (int i = 0; i < Headers.Count; i++)
        {
            if (Ascii.Equals(Headers[i].Name.Span, lowerCaseName))
            {
                return Encoding.UTF8.GetString(Headers[i].Value.Span);
            }
        }

        return null;
    }
}

/// <summary>A request header in UTF-8.</summary>
public readonly record struct Header(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
