using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>A connection of a contestant to the Runtime API.</summary>
internal sealed class RuntimeConnection(Socket socket) : IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;
    private int _bodyStart;
    private int _bodyLength;

    public Socket Socket => socket;

    /// <summary>Request line and headers of the request that was read last.</summary>
    private ReadOnlySpan<byte> Head => _buffer.AsSpan(0, _bodyStart);

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _bodyLength);

    public string Line => Encoding.ASCII.GetString(Head[..Head.IndexOf("\r\n"u8)]);

    public bool IsNext => Head.StartsWith("GET "u8) && Head.IndexOf("/invocation/next "u8) > 0;

    public bool IsResponse => Head.StartsWith("POST "u8) && Head.IndexOf("/response "u8) > 0;

    /// <summary>Whether the client wants the connection closed after the response, as Python's urllib does.</summary>
    public bool Closes => Value("connection"u8).Equals("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a whole request; its body is valid until the next call.</summary>
    /// <returns>False when the client has closed the connection.</returns>
    public bool Read()
    {
        _filled = 0;
        int end = Find("\r\n\r\n"u8, from: 0);
        if (end < 0)
        {
            return false;
        }

        _bodyStart = end + 4;
        if (Value("transfer-encoding"u8).Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return ReadChunks();
        }

        string length = Value("content-length"u8);
        _bodyLength = length.Length == 0 ? 0 : int.Parse(length);
        return FillTo(_bodyStart + _bodyLength);
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (SocketException)
        {
            // The contestant has ended; AwaitRequest reports that.
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Joins the chunks in the buffer.</summary>
    private bool ReadChunks()
    {
        _bodyLength = 0;
        int position = _bodyStart;
        while (true)
        {
            int end = Find("\r\n"u8, position);
            if (end < 0)
            {
                return false;
            }

            if (!Utf8Parser.TryParse(_buffer.AsSpan(position..end), out int size, out _, 'x'))
            {
                throw new HostError("a chunk without a size was sent to the Runtime API");
            }

            position = end + 2;
            if (!FillTo(position + size + 2))
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }

            _buffer.AsSpan(position, size).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += size;
            position += size + 2;
        }
    }

    private string Value(ReadOnlySpan<byte> lowerCaseName)
    {
        var rest = Head[(Head.IndexOf("\r\n"u8) + 2)..];
        for (int end; (end = rest.IndexOf("\r\n"u8)) > 0; rest = rest[(end + 2)..])
        {
            var line = rest[..end];
            if (
                line.Length > lowerCaseName.Length
                && line[lowerCaseName.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..lowerCaseName.Length], lowerCaseName)
            )
            {
                return Encoding.ASCII.GetString(line[(lowerCaseName.Length + 1)..]).Trim();
            }
        }

        return "";
    }

    /// <returns>Position of the delimiter, or -1 when the connection is closed before it.</returns>
    private int Find(ReadOnlySpan<byte> delimiter, int from)
    {
        int offset;
        while ((offset = _buffer.AsSpan(from, _filled - from).IndexOf(delimiter)) < 0)
        {
            if (!TryFill())
            {
                return -1;
            }
        }

        return from + offset;
    }

    private bool FillTo(int length)
    {
        while (_filled < length)
        {
            if (!TryFill())
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFill()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            int received = socket.Receive(_buffer.AsSpan(_filled));
            _filled += received;
            return received > 0;
        }
        catch (SocketException)
        {
            // The contestant has ended; AwaitRequest reports that.
            return false;
        }
    }
}
