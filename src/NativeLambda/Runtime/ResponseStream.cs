using System.Text;
using NativeLambda.Transport;

namespace NativeLambda.Runtime;

/// <summary>
/// The body of a streamed response: chunks (RFC 9112, section 7.1) from one buffer, so that the memory does not depend on
/// the length of the body. A write waits while the Runtime API does not read.
/// </summary>
internal sealed class ResponseStream(HttpConnection connection) : Stream
{
    /// <summary>Bytes of a chunk, without its frame.</summary>
    public const int MaximumChunk = 32 * 1024;

    /// <summary>Four hexadecimal digits and the end of the line.</summary>
    private const int SizeLength = 4 + 2;

    private readonly byte[] _chunk = new byte[SizeLength + MaximumChunk + 2];
    private int _filled;

    /// <summary>Whether the connection has failed, so that the body cannot be continued.</summary>
    public bool HasFailed { get; private set; }

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The connection has failed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, MaximumChunk - _filled)];
            part.CopyTo(_chunk.AsSpan(SizeLength + _filled));
            _filled += part.Length;
            buffer = buffer[part.Length..];
            if (_filled == MaximumChunk)
            {
                Flush();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Sends what has been written.</summary>
    /// <exception cref="IOException">The connection has failed.</exception>
    public override void Flush()
    {
        // A chunk without content would be the end of the body.
        if (_filled == 0)
        {
            return;
        }

        _filled.TryFormat(_chunk, out _, "x4");
        "\r\n"u8.CopyTo(_chunk.AsSpan(4));
        "\r\n"u8.CopyTo(_chunk.AsSpan(SizeLength + _filled));
        Send(_chunk.AsSpan(0, SizeLength + _filled + 2));
        _filled = 0;
    }

    /// <summary>Ends the body.</summary>
    /// <param name="error">Why it is incomplete; null when it is complete.</param>
    /// <exception cref="IOException">The connection has failed.</exception>
    public void End(FunctionError? error)
    {
        Flush();
        string trailers = error is null
            ? ""
            // In base64, since a line break would end the trailer.
            : $"{RuntimeClient.ErrorType}: {error.Type}\r\n{RuntimeClient.ErrorBody}: {Convert.ToBase64String(error.ToJson())}\r\n";
        Send(Encoding.ASCII.GetBytes($"0\r\n{trailers}\r\n"));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (HasFailed)
        {
            throw new IOException("The connection to the Runtime API has failed.");
        }

        try
        {
            connection.Send(bytes);
        }
        catch (IOException)
        {
            HasFailed = true;
            throw;
        }
    }
}
