using System.Net.Sockets;
using System.Text;

namespace Items.Testing;

/// <summary>Sends requests that <see cref="HttpClient"/> would normalize or reject.</summary>
public static class RawHttp
{
    /// <param name="request">The whole request; it should ask to close the connection.</param>
    /// <returns>Everything received until the server closed the connection.</returns>
    public static async Task<string> SendAsync(Uri server, string request)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, timeout.Token);
        var stream = client.GetStream();
        using var response = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), timeout.Token);
            await stream.CopyToAsync(response, timeout.Token);
        }
        catch (IOException)
        {
            // The server rejected the request before all of it was sent. What it sent before has been received.
        }

        return Encoding.UTF8.GetString(response.ToArray());
    }
}
