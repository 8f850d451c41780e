using System.Globalization;
using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Requests that <see cref="HttpClient"/> would normalize or reject.</summary>
internal static class RawRequest
{
    /// <param name="server">Address of the server.</param>
    /// <param name="requestLine">Method and target.</param>
    /// <param name="headers">Lines without their ends. Host and Connection are added.</param>
    /// <param name="body">Sent with its length, unless the headers state one.</param>
    public static async Task<RawResponse> SendAsync(
        Uri server,
        string requestLine,
        IEnumerable<string> headers,
        string body
    )
    {
        List<string> head =
        [
            $"{requestLine} HTTP/1.1",
            $"Host: {server.Authority}",
            "Connection: close",
            .. headers,
        ];
        if (!head.Any(line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            head.Add($"Content-Length: {Encoding.UTF8.GetByteCount(body)}");
        }

        return new RawResponse(await RawHttp.SendAsync(server, $"{string.Join("\r\n", head)}\r\n\r\n{body}"));
    }
}

/// <param name="Text">Status line, headers and body.</param>
internal sealed record RawResponse(string Text)
{
    /// <summary>0 when nothing was received.</summary>
    public int Status =>
        Text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? int.Parse(Text[9..12], CultureInfo.InvariantCulture)
            : 0;
}
