using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace NativeLambda.Transport;

/// <summary>
/// Reads HTTP/1.1 responses into one buffer that grows to the largest response: <see cref="Read"/> overwrites the
/// previous response.
/// </summary>
internal sealed class HttpResponseReader
{
    /// <summary>Bytes. A Lambda event has at most 6 MiB, a DynamoDB response slightly more than 1.</summary>
    private const int MaximumResponse = 8 * 1024 * 1024;

    private const int MaximumHead = 64 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;
    private int _headLength;
    private int _bodyStart;
    private int _bodyLength;

    public int Status { get; private set; }

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(_bodyStart, _bodyLength);

    /// <summary>Whether the connection cannot be used for another request.</summary>
    public bool ConnectionCloses { get; private set; }

    /// <exception cref="IOException">
    /// The connection ended or failed, the response is not HTTP, or it exceeds the maximum length.
    /// </exception>
    public void Read(Stream stream)
    {
        _filled = 0;
        _headLength = 0;
        _bodyLength = 0;
        do
        {
            ReadHead(stream);
        } while (Status is >= 100 and < 200);

        _bodyStart = _headLength;
        ConnectionCloses = _buffer.AsSpan().StartsWith("HTTP/1.0"u8) || Closes(HeaderBytes("connection"u8));
        int end = ReadBody(stream);
        // Surplus data must not be read as the response to the next request.
        ConnectionCloses |= _filled > end;
    }

    /// <returns>As <see cref="HeaderBytes"/>; null when the header is absent or empty.</returns>
    public string? Header(ReadOnlySpan<byte> name) =>
        HeaderBytes(name) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    /// <param name="name">Not case-sensitive.</param>
    /// <returns>The value, or several values joined by commas; empty when the header is absent.</returns>
    public ReadOnlySpan<byte> HeaderBytes(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> values = default;
        var rest = _buffer.AsSpan(0, _headLength);
        int end;
        while ((end = rest.IndexOf("\r\n"u8)) > 0)
        {
            var line = rest[..end];
            rest = rest[(end + 2)..];
            if (
                line.Length > name.Length
                && line[name.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..name.Length], name)
                && line[(name.Length + 1)..].Trim(" \t"u8) is { IsEmpty: false } text
            )
            {
                values = values.IsEmpty ? text : (byte[])[.. values, (byte)',', .. text];
            }
        }

        return values;
    }

    private static bool Closes(ReadOnlySpan<byte> connection)
    {
        foreach (var option in connection.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(connection[option].Trim(" \t"u8), "close"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads status line and headers, after an interim response (1xx) if there was one.</summary>
    private void ReadHead(Stream stream)
    {
        _buffer.AsSpan(_headLength, _filled - _headLength).CopyTo(_buffer);
        _filled -= _headLength;
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_filled > MaximumHead)
            {
                throw new IOException("The headers of the response are too long.");
            }

            Fill(stream, _filled + 1);
        }

        _headLength = end + 4;
        var head = _buffer.AsSpan(0, _headLength);
        if (
            head.Length < "HTTP/1.1 200\r\n\r\n".Length
            || !head.StartsWith("HTTP/1."u8)
            || head[8] != ' '
            || !Utf8Parser.TryParse(head[9..12], out int status, out int digits)
            || digits < 3
            || status < 100
            || (head[12] != ' ' && !head[12..].StartsWith("\r\n"u8))
        )
        {
            throw new IOException("The response is not HTTP/1.");
        }

        Status = status;
    }

    /// <returns>Position of the end of the response.</returns>
    private int ReadBody(Stream stream)
    {
        if (Status is 204 or 304)
        {
            return _bodyStart;
        }

        if (HeaderBytes("transfer-encoding"u8) is { IsEmpty: false } coding)
        {
            return Ascii.EqualsIgnoreCase(coding, "chunked"u8)
                ? ReadChunks(stream)
                : throw new IOException($"Unknown transfer coding '{Encoding.UTF8.GetString(coding)}'.");
        }

        if (HeaderBytes("content-length"u8) is { IsEmpty: false } length)
        {
            _bodyLength = int.TryParse(
                length,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int parsed
            )
                ? parsed
                : throw new IOException($"Bad content length '{Encoding.UTF8.GetString(length)}'.");
            Fill(stream, (long)_bodyStart + _bodyLength);
        }
        else
        {
            while (Receive(stream, (long)_filled + 1) > 0) { }

            _bodyLength = _filled - _bodyStart;
            ConnectionCloses = true;
        }

        return _bodyStart + _bodyLength;
    }

    /// <summary>Removes the chunk headers, so that the body is contiguous.</summary>
    /// <returns>Position of the end of the response.</returns>
    private int ReadChunks(Stream stream)
    {
        int position = _bodyStart;
        while (true)
        {
            int lineEnd = FindLineEnd(stream, position);
            int size = ReadChunkSize(_buffer.AsSpan(position, lineEnd - position));
            position = lineEnd + 2;
            if (size == 0)
            {
                while ((lineEnd = FindLineEnd(stream, position)) != position)
                {
                    position = lineEnd + 2;
                }

                return position + 2;
            }

            Fill(stream, (long)position + size + 2);
            _buffer.AsSpan(position, size).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += size;
            position += size;
            if (!_buffer.AsSpan(position).StartsWith("\r\n"u8))
            {
                throw new IOException("A chunk is longer than its stated size.");
            }

            position += 2;
        }
    }

    private static int ReadChunkSize(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out int size, out int digits, 'x')
        && size >= 0
        && (digits == line.Length || line[digits] is (byte)';' or (byte)' ' or (byte)'\t')
            ? size
            : throw new IOException("Bad chunk size.");

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
    private void Fill(Stream stream, long length)
    {
        while (_filled < length)
        {
            if (Receive(stream, length) == 0)
            {
                throw new IOException("The connection ended inside a response.");
            }
        }
    }

    /// <summary>Receives once, into a buffer of at least <paramref name="length"/> bytes.</summary>
    /// <returns>Number of bytes received; 0 at the end of the connection.</returns>
    private int Receive(Stream stream, long length)
    {
        if (length > MaximumResponse)
        {
            throw new IOException($"The response is longer than {MaximumResponse} bytes.");
        }

        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(Math.Max((int)length, _buffer.Length * 2), MaximumResponse));
        }

        int received = stream.Read(_buffer.AsSpan(_filled));
        _filled += received;
        return received;
    }
}
