using System.Globalization;
using System.Text;

namespace Items.Testing;

/// <summary>A whole HTTP/1.1 message as it arrived, whose body has a <c>Content-Length</c>, is chunked or is empty.</summary>
public sealed class HttpMessage
{
    private readonly ChunkedBody? _chunked;

    private HttpMessage(byte[] bytes)
    {
        Bytes = bytes;
        BodyStart = FindBody(bytes)!.Value;
        Head = HeadLines(bytes.AsSpan(0, BodyStart));
        _chunked = IsChunked(Head) ? ChunkedBody.TryRead(bytes.AsSpan(BodyStart)) : null;
    }

    public byte[] Bytes { get; }

    /// <summary>Position of the body in <see cref="Bytes"/>.</summary>
    public int BodyStart { get; }

    /// <summary>Request or status line, then the headers, without the ends of the lines.</summary>
    public IReadOnlyList<string> Head { get; }

    /// <summary>Request line or status line.</summary>
    public string StartLine => Head[0];

    /// <summary>Without the frames of chunks.</summary>
    public ReadOnlyMemory<byte> Content => _chunked?.Bytes ?? Bytes.AsMemory(BodyStart);

    public string Body => Encoding.UTF8.GetString(Content.Span);

    /// <summary>Lengths of the chunks; empty when the body is not chunked.</summary>
    public IReadOnlyList<int> Chunks => _chunked?.Chunks ?? [];

    /// <returns>The value of a header after a chunked body; null when there is none.</returns>
    public string? Trailer(string name) => FindHeader(_chunked?.Trailers ?? [], name);

    /// <returns>The value of a header; null when there is none.</returns>
    public string? Header(string name) => FindHeader(Head, name);

    /// <returns>The bytes of the same message with another body.</returns>
    public byte[] WithBody(string body)
    {
        string length = $"Content-Length: {Encoding.UTF8.GetByteCount(body)}";
        var head = Head.Select(line =>
            line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase) ? length : line
        );
        return Encoding.UTF8.GetBytes($"{string.Join("\r\n", head)}\r\n\r\n{body}");
    }

    /// <returns>The text of a response.</returns>
    /// <param name="status">Number and reason.</param>
    /// <param name="headers">Lines, each with its end.</param>
    public static string Response(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <returns>Null when the connection ended before a whole message.</returns>
    /// <exception cref="NotSupportedException">The message has another <c>Transfer-Encoding</c> than chunked.</exception>
    public static async Task<HttpMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (!IsComplete(received.GetBuffer().AsSpan(0, (int)received.Length)))
        {
            int count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            received.Write(buffer.AsSpan(0, count));
        }

        return new HttpMessage(received.ToArray());
    }

    private static bool IsComplete(ReadOnlySpan<byte> received)
    {
        if (FindBody(received) is not { } body)
        {
            return false;
        }

        var head = HeadLines(received[..body]);
        // The end of a long body is looked for only where it can be.
        return IsChunked(head)
            ? received.EndsWith("\r\n\r\n"u8) && ChunkedBody.TryRead(received[body..]) is not null
            : received.Length
                >= body + int.Parse(FindHeader(head, "content-length") ?? "0", CultureInfo.InvariantCulture);
    }

    private static bool IsChunked(IEnumerable<string> head) =>
        FindHeader(head, "transfer-encoding") switch
        {
            null => false,
            "chunked" => true,
            var coding => throw new NotSupportedException($"The body is {coding}."),
        };

    private static int? FindBody(ReadOnlySpan<byte> message) =>
        message.IndexOf("\r\n\r\n"u8) is >= 0 and var end ? end + 4 : null;

    private static string[] HeadLines(ReadOnlySpan<byte> head) =>
        Encoding.Latin1.GetString(head[..^4]).Split("\r\n");

    private static string? FindHeader(IEnumerable<string> head, string name) =>
        head.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();
}
