using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>A connection of a contestant to the Runtime API.</summary>
internal sealed class RuntimeConnection(Socket socket) : IDisposable
{
    private readonly BufferedStream _stream = new(new NetworkStream(socket), 64 * 1024);
    private readonly StringBuilder _text = new();
    private byte[] _body = new byte[64 * 1024];
    private int _bodyLength;

    public Socket Socket => socket;

    /// <summary>Request line of the request that was read last.</summary>
    public string Line { get; private set; } = "";

    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    public bool IsNext => Line.StartsWith("GET ") && Line.Contains("/invocation/next ");

    public bool IsResponse => Line.StartsWith("POST ") && Line.Contains("/response ");

    /// <summary>Whether the client wants the connection closed after the response, as Python's urllib does.</summary>
    public bool Closes { get; private set; }

    /// <summary>Reads a whole request; its body is valid until the next call.</summary>
    /// <returns>False when the client has closed the connection.</returns>
    public bool Read()
    {
        try
        {
            Line = ReadLine();
            Closes = false;
            int length = 0;
            bool isChunked = false;
            while (ReadLine() is { Length: > 0 } header)
            {
                int colon = header.IndexOf(':');
                string value = header[(colon + 1)..].Trim().ToLowerInvariant();
                switch (header[..colon].ToLowerInvariant())
                {
                    case "content-length":
                        length = int.Parse(value);
                        break;
                    case "transfer-encoding":
                        isChunked = value == "chunked";
                        break;
                    case "connection":
                        Closes = value == "close";
                        break;
                }
            }

            _bodyLength = 0;
            if (isChunked)
            {
                ReadChunks();
            }
            else
            {
                ReadBody(length);
            }

            return true;
        }
        catch (IOException)
        {
            // The contestant has ended; AwaitRequest reports that.
            return false;
        }
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

    public void Dispose()
    {
        _stream.Dispose();
        socket.Dispose();
    }

    private void ReadChunks()
    {
        int size;
        do
        {
            string line = ReadLine();
            if (!int.TryParse(line.Split(';')[0], NumberStyles.HexNumber, null, out size))
            {
                throw new HostError("a chunk without a size was sent to the Runtime API");
            }

            ReadBody(size);
            _ = ReadLine();
        } while (size > 0);
    }

    /// <summary>Adds bytes to the body.</summary>
    private void ReadBody(int count)
    {
        if (_bodyLength + count > _body.Length)
        {
            Array.Resize(ref _body, (_bodyLength + count) * 2);
        }

        _stream.ReadExactly(_body, _bodyLength, count);
        _bodyLength += count;
    }

    /// <exception cref="EndOfStreamException">The client closed the connection first.</exception>
    private string ReadLine()
    {
        _text.Clear();
        int next;
        while ((next = _stream.ReadByte()) != '\n')
        {
            _text.Append(next < 0 ? throw new EndOfStreamException() : (char)next);
        }

        return _text.ToString().TrimEnd('\r');
    }
}
