using System.Net.Sockets;
using System.Runtime.InteropServices;
using NativeLambda.Cryptography;

namespace NativeLambda.Transport;

/// <summary>A TLS connection over a blocking socket. When another thread closes the socket, a blocked call ends.</summary>
internal sealed unsafe class TlsStream(TlsClient client, LibSsl.ConnectionHandle connection, Socket socket)
    : Stream
{
    /// <summary>The handshake is complete and nothing has failed since.</summary>
    private bool _isUsable;

    private bool _isSessionKept;

    private enum Operation
    {
        Connect,
        Read,
        Write,
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc cref="TlsClient.Connect"/>
    public void Handshake()
    {
        Run(Operation.Connect, null, 0);
        _isUsable = true;
    }

    /// <returns>0 after the server's close_notify; an end without it is an error.</returns>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public override int Read(Span<byte> buffer)
    {
        int received;
        fixed (byte* bytes = buffer)
        {
            received = Run(Operation.Read, bytes, buffer.Length);
        }

        // With TLS 1.3 the session is complete when a ticket has arrived, usually with the first data.
        _isSessionKept = _isSessionKept || client.TryKeepSession(connection);
        return received;
    }

    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            Run(Operation.Write, bytes, buffer.Length);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Whether the connection has ended, or there is data to read. Session tickets are not data.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool HasEndedOrHasData()
    {
        if (!_isUsable || LibSsl.SSL_pending(connection) > 0)
        {
            return true;
        }

        if (!socket.Poll(0, SelectMode.SelectRead))
        {
            return false;
        }

        using var use = new SocketUse(socket.SafeHandle, isBlocking: false);
        byte first;
        int result = LibSsl.SSL_peek(connection, &first, 1);
        return result > 0 || LibSsl.SSL_get_error(connection, result) != LibSsl.SSL_ERROR_WANT_READ;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sends close_notify unless the connection has failed.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _isUsable)
        {
            _isUsable = false;
            try
            {
                using var use = new SocketUse(socket.SafeHandle, isBlocking: false);
                _ = LibSsl.SSL_shutdown(connection);
            }
            catch (ObjectDisposedException)
            {
                // A cancelled token has closed the socket.
            }
        }

        connection.Dispose();
        base.Dispose(disposing);
    }

    /// <returns>Number of bytes; 0 after the server's close_notify.</returns>
    private int Run(Operation operation, byte* bytes, int length)
    {
        using var use = new SocketUse(socket.SafeHandle);
        while (true)
        {
            int result = operation switch
            {
                Operation.Connect => LibSsl.SSL_connect(connection),
                Operation.Read => LibSsl.SSL_read(connection, bytes, length),
                _ => LibSsl.SSL_write(connection, bytes, length),
            };
            if (result > 0)
            {
                return result;
            }

            int systemError = Marshal.GetLastPInvokeError();
            switch (LibSsl.SSL_get_error(connection, result))
            {
                case LibSsl.SSL_ERROR_WANT_READ or LibSsl.SSL_ERROR_WANT_WRITE:
                    // A signal has interrupted the system call.
                    continue;
                case LibSsl.SSL_ERROR_ZERO_RETURN when operation == Operation.Read:
                    return 0;
                case var error:
                    // The next connection must not depend on what this one has received.
                    _isUsable = false;
                    client.ForgetSession();
                    throw Failure(error, systemError);
            }
        }
    }

    private IOException Failure(int error, int systemError) =>
        LibSsl.SSL_get_verify_result(connection) is not 0 and var defect
            ? new TlsException(Marshal.PtrToStringUTF8(LibCrypto.X509_verify_cert_error_string(defect))!)
        : error == LibSsl.SSL_ERROR_SSL ? new TlsException(LibSsl.LastError())
        : new IOException(Marshal.GetPInvokeErrorMessage(systemError));

    /// <summary>
    /// A call of OpenSSL that uses the socket. Closing the socket unblocks the call, and its number is free for another file
    /// only afterwards.
    /// </summary>
    private readonly ref struct SocketUse : IDisposable
    {
        private readonly SafeSocketHandle _socket;
        private readonly bool _isBlocking;

        /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
        public SocketUse(SafeSocketHandle socket, bool isBlocking = true)
        {
            bool isHeld = false;
            socket.DangerousAddRef(ref isHeld);
            _socket = socket;
            _isBlocking = isBlocking;
            if (!isBlocking)
            {
                _ = LibCrypto.BIO_socket_nbio((int)socket.DangerousGetHandle(), 1);
            }

            // SSL_get_error reads the thread's list of errors.
            LibCrypto.ERR_clear_error();
        }

        public void Dispose()
        {
            if (!_isBlocking)
            {
                _ = LibCrypto.BIO_socket_nbio((int)_socket.DangerousGetHandle(), 0);
            }

            _socket.DangerousRelease();
        }
    }
}
