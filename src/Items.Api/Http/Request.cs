using System.Text;

namespace Items.Api.Http;

/// <summary>
/// One HTTP request, whatever event brought it. Everything stays in the UTF-8 that arrived and is only valid
/// until the invocation has been answered.
/// </summary>
internal sealed class Request
{
    public required Method Method { get; init; }

    /// <summary>Percent-decoded, without the stage prefix.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Path in front of <see cref="Path"/> in the client's view: the stage name, or nothing.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>As the client sent it: still percent-encoded, without the question mark.</summary>
    public ReadOnlyMemory<byte> Query { get; init; }

    /// <summary>Names in lower case, several values of one name joined with commas.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>One entry per cookie pair.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Cookies { get; init; } = [];

    /// <summary>Decoded body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The gateway's id of the request, which it also gives the client in <c>apigw-requestid</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Who calls; null when nobody has vouched for a caller. On a route with a scope there is always one.</summary>
    public Caller? Caller { get; init; }

    /// <returns>Absolute path and query of this request, with one parameter of the query set to another value.</returns>
    public string LinkWith(string parameter, string value)
    {
        string query = QueryString.With(Encoding.UTF8.GetString(Query.Span), parameter, value);
        return $"{BasePath}{Encoding.UTF8.GetString(Path.Span)}?{query}";
    }

    /// <param name="lowerCaseName">Header name in lower case, as the gateway delivers it.</param>
    /// <returns>The value, or null when the header was not sent.</returns>
    public string? Header(ReadOnlySpan<byte> lowerCaseName)
    {
        foreach (var header in Headers)
        {
            if (header.Name.Span.SequenceEqual(lowerCaseName))
            {
                return Encoding.UTF8.GetString(header.Value.Span);
            }
        }

        return null;
    }
}

/// <summary>A request header in UTF-8.</summary>
internal readonly record struct Header(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
