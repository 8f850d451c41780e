using System.Buffers.Text;
using System.Text;

namespace Items.Api.Transport;

/// <summary>
/// Reads HTTP/1.1 replies from a connection into one buffer that grows to the largest reply and is used again:
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

    /// <exception cref="IOException">The connection ended or broke, or this is not HTTP.</exception>
    public void Read(Stream stream)
    {
        _filled = 0;
        _bodyLength = 0;
        ReadHead(stream);
        _bodyStart = _headLength;
        if (IsToken("transfer-encoding"u8, "chunked"))
        {
            ReadChunks(stream);
        }
        else if (Header("content-length"u8) is { } length)
        {
            _bodyLength =
                int.TryParse(length, out int parsed) && parsed >= 0
                    ? parsed
                    : throw new IOException($"Bad content length '{length}'.");
            Fill(stream, _bodyStart + _bodyLength);
        }

        ConnectionCloses = IsToken("connection"u8, "close");
    }

    /// <param name="name">Compared without regard to case.</param>
    /// <returns>The value, or null when the header is absent or empty.</returns>
    public string? Header(ReadOnlySpan<byte> name)
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
                line.Length > name.Length
                && line[name.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            )
            {
                string value = Encoding.UTF8.GetString(line[(name.Length + 1)..]).Trim();
                return value.Length == 0 ? null : value;
            }
        }
    }

    private bool IsToken(ReadOnlySpan<byte> name, string token) =>
        string.Equals(Header(name), token, StringComparison.OrdinalIgnoreCase);

    private void ReadHead(Stream stream)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_filled > MaximumHead)
            {
                throw new IOException("The reply's headers do not end.");
            }

            Fill(stream, _filled + 1);
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
    private void ReadChunks(Stream stream)
    {
        int position = _bodyStart;
        while (true)
        {
            int lineEnd = FindLineEnd(stream, position);
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
                while ((lineEnd = FindLineEnd(stream, position)) != position)
                {
                    position = lineEnd + 2;
                }

                return;
            }

            Fill(stream, position + size + 2);
            _buffer.AsSpan(position, size).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += size;
            position += size + 2;
        }
    }

    private int FindLineEnd(Stream stream, int start)
    {
        int end;
        while ((end = _buffer.AsSpan(start, _filled - start).IndexOf("\r\n"u8)) < 0)
        {
            Fill(stream, _filled + 1);
        }

        return start + end;
    }

    /// <summary>Receives until the buffer holds at least <paramref name="length"/> bytes.</summary>
    private void Fill(Stream stream, int length)
    {
        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(length, _buffer.Length * 2));
        }

        while (_filled < length)
        {
            int received = stream.Read(_buffer.AsSpan(_filled));
            if (received == 0)
            {
                throw new IOException("The connection ended inside a reply.");
            }

            _filled += received;
        }
    }
}
