using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Items.Api.Lambda;

/// <summary>
/// Reads HTTP/1.1 replies from a socket into one buffer that grows to the largest event and is used again:
/// what it returned is overwritten by the next <see cref="Read"/>.
/// </summary>
internal sealed class HttpReplyReader
{
    private const int MaximumHead = 64 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;
    private int _headLength;
    private int _bodyStart;
    private int _bodyLength;

    public int Status { get; private set; }

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(_bodyStart, _bodyLength);

    public bool ConnectionCloses { get; private set; }

    /// <exception cref="IOException">The connection ended or broke inside the reply, or this is not HTTP.</exception>
    /// <exception cref="SocketException">The connection failed.</exception>
    public void Read(Socket socket)
    {
        _filled = 0;
        _bodyLength = 0;
        ReadHead(socket);
        _bodyStart = _headLength;
        if (IsToken("transfer-encoding"u8, "chunked"))
        {
            ReadChunks(socket);
        }
        else if (Header("content-length"u8) is { } length)
        {
            _bodyLength =
                int.TryParse(length, out int parsed) && parsed >= 0
                    ? parsed
                    : throw new IOException($"Bad content length '{length}'.");
            Fill(socket, _bodyStart + _bodyLength);
        }

        ConnectionCloses = IsToken("connection"u8, "close");
    }

    /// <param name="lowerCaseName">Header name; compared without regard to case.</param>
    /// <returns>The value, or null when the header is absent or empty.</returns>
    public string? Header(ReadOnlySpan<byte> lowerCaseName)
    {
        var rest = _buffer.AsSpan(0, _headLength);
        while (true)
        {
            int end = rest.IndexOf("\r\n"u8);
            if (end <= 0)
            {
                return null;
            }

            var line = rest[..end];
            rest = rest[(end + 2)..];
            if (
                line.Length > lowerCaseName.Length
                && line[lowerCaseName.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..lowerCaseName.Length], lowerCaseName)
            )
            {
                string value = Encoding.UTF8.GetString(line[(lowerCaseName.Length + 1)..]).Trim();
                return value.Length == 0 ? null : value;
            }
        }
    }

    private bool IsToken(ReadOnlySpan<byte> name, string token) =>
        string.Equals(Header(name), token, StringComparison.OrdinalIgnoreCase);

    private void ReadHead(Socket socket)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_filled > MaximumHead)
            {
                throw new IOException("The reply's headers do not end.");
            }

            Fill(socket, _filled + 1);
        }

        _headLength = end + 4;
        var statusLine = _buffer.AsSpan(0, _headLength);
        if (
            !statusLine.StartsWith("HTTP/1."u8)
            || !Utf8Parser.TryParse(statusLine[9..], out int status, out _)
        )
        {
            throw new IOException("The reply is not HTTP/1.");
        }

        Status = status;
    }

    /// <summary>Moves the chunks together, so that the body is one piece of the buffer.</summary>
    private void ReadChunks(Socket socket)
    {
        int position = _bodyStart;
        while (true)
        {
            int lineEnd = FindLineEnd(socket, position);
            if (
                !Utf8Parser.TryParse(_buffer.AsSpan(position, lineEnd - position), out int size, out _, 'x')
                || size < 0
            )
            {
                throw new IOException("Bad chunk size.");
            }

            position = lineEnd + 2;
            if (size == 0)
            {
                while ((lineEnd = FindLineEnd(socket, position)) != position)
                {
                    position = lineEnd + 2;
                }

                return;
            }

            Fill(socket, position + size + 2);
            _buffer.AsSpan(position, size).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += size;
            position += size + 2;
        }
    }

    private int FindLineEnd(Socket socket, int start)
    {
        int end;
        while ((end = _buffer.AsSpan(start, _filled - start).IndexOf("\r\n"u8)) < 0)
        {
            Fill(socket, _filled + 1);
        }

        return start + end;
    }

    /// <summary>Receives until the buffer holds at least <paramref name="length"/> bytes.</summary>
    private void Fill(Socket socket, int length)
    {
        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(length, _buffer.Length * 2));
        }

        while (_filled < length)
        {
            int received = socket.Receive(_buffer.AsSpan(_filled));
            if (received == 0)
            {
                throw new IOException("The connection ended inside a reply.");
            }

            _filled += received;
        }
    }
}
