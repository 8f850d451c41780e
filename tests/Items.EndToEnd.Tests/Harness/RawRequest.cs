using System.Net.Sockets;
using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Sends bytes that HttpClient would tidy up or refuse.</summary>
internal static class RawRequest
{
    /// <param name="server">Where to.</param>
    /// <param name="requestLine">Method and target.</param>
    /// <param name="headers">Lines without their ends. Host and Connection are added.</param>
    /// <param name="body">Sent as it is, with its length unless the headers say one.</param>
    /// <returns>Everything that came back until the server closed the connection.</returns>
    public static async Task<RawAnswer> SendAsync(
        Uri server,
        string requestLine,
        IEnumerable<string>? headers = null,
        string body = ""
    )
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, timeout.Token);
        var stream = socket.GetStream();
        List<string> head =
        [
            $"{requestLine} HTTP/1.1",
            $"Host: {server.Authority}",
            "Connection: close",
            .. headers ?? [],
        ];
        if (!head.Any(line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            head.Add($"Content-Length: {Encoding.UTF8.GetByteCount(body)}");
        }

        byte[] request = Encoding.UTF8.GetBytes(string.Join("\r\n", head) + "\r\n\r\n" + body);
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, timeout.Token);
            await stream.CopyToAsync(answer, timeout.Token);
        }
        catch (IOException)
        {
            // Refused before all was sent; what it said first has arrived.
        }

        return new RawAnswer(Encoding.UTF8.GetString(answer.ToArray()));
    }
}

/// <param name="Text">Status line, headers and body.</param>
internal sealed record RawAnswer(string Text)
{
    /// <summary>0 when there was no answer.</summary>
    public int Status =>
        Text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? int.Parse(Text[9..12], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
}
