using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Takes whole HTTP/1.1 messages off a socket, one after the other.</summary>
internal sealed class HttpMessageReader(Socket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <returns>Head and body as they arrived; null when the connection ended.</returns>
    public async Task<byte[]?> ReadAsync(CancellationToken stopping)
    {
        var message = new List<byte>();
        int? length = null;
        while (length is null || message.Count < length)
        {
            int count = await socket.ReceiveAsync(_buffer, stopping);
            if (count == 0)
            {
                return null;
            }

            message.AddRange(_buffer.AsSpan(0, count));
            length ??= LengthOf(message);
        }

        return [.. message];
    }

    /// <summary>Position of the body.</summary>
    public static int BodyOf(ReadOnlySpan<byte> message) => message.IndexOf("\r\n\r\n"u8) + 4;

    /// <returns>The value of a header; null when there is none.</returns>
    public static string? Header(ReadOnlySpan<byte> message, string name) =>
        Encoding
            .Latin1.GetString(message[..BodyOf(message)])
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();

    /// <summary>SDK and table servers send everything with a length.</summary>
    private static int? LengthOf(List<byte> message)
    {
        byte[] bytes = [.. message];
        int body = BodyOf(bytes);
        if (body < 4)
        {
            return null;
        }

        return Header(bytes, "transfer-encoding") is { } coding
            ? throw new NotSupportedException($"The message is {coding}.")
            : body + int.Parse(Header(bytes, "content-length") ?? "0", CultureInfo.InvariantCulture);
    }
}
