using System.Globalization;
using System.Text;

namespace Items.Testing;

/// <summary>A whole HTTP/1.1 message as it arrived, whose body has a <c>Content-Length</c> or is empty.</summary>
public sealed class HttpMessage
{
    private readonly string _head;

    private HttpMessage(byte[] bytes, int bodyStart)
    {
        Bytes = bytes;
        BodyStart = bodyStart;
        _head = Encoding.Latin1.GetString(bytes.AsSpan(0, bodyStart));
    }

    public byte[] Bytes { get; }

    /// <summary>Position of the body in <see cref="Bytes"/>.</summary>
    public int BodyStart { get; }

    /// <summary>Request line or status line.</summary>
    public string StartLine => _head.Split("\r\n")[0];

    public string Body => Encoding.UTF8.GetString(Bytes.AsSpan(BodyStart));

    /// <returns>The value of a header; null when there is none.</returns>
    public string? Header(string name) =>
        _head
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();

    /// <returns>The bytes of the same message with another body.</returns>
    public byte[] WithBody(string body) =>
        Encoding.UTF8.GetBytes(
            _head.Replace(
                $"Content-Length: {Header("content-length")}\r\n",
                $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n",
                StringComparison.OrdinalIgnoreCase
            ) + body
        );

    /// <returns>The text of a response.</returns>
    /// <param name="status">Number and reason.</param>
    /// <param name="headers">Lines, each with its end.</param>
    public static string Response(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <returns>Null when the connection ended before a whole message.</returns>
    /// <exception cref="NotSupportedException">The message has a <c>Transfer-Encoding</c>.</exception>
    public static async Task<HttpMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            received.Write(buffer.AsSpan(0, count));
            if (TryParse(received.ToArray()) is { } message)
            {
                return message;
            }
        }

        return null;
    }

    private static HttpMessage? TryParse(byte[] bytes)
    {
        int headEnd = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return null;
        }

        var message = new HttpMessage(bytes, headEnd + 4);
        if (message.Header("transfer-encoding") is { } coding)
        {
            throw new NotSupportedException($"The body is {coding}.");
        }

        int length = int.Parse(message.Header("content-length") ?? "0", CultureInfo.InvariantCulture);
        return bytes.Length >= message.BodyStart + length ? message : null;
    }
}
