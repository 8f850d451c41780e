using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace NativeLambda.Tests.Transport;

/// <summary>A TLS server that records the bytes of its handshakes.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly TcpServer _server;

    /// <param name="certificate">With its key; sent without those of its issuers.</param>
    /// <param name="serve">Serves one connection after its handshake, which is closed when this completes.</param>
    public TlsServer(
        X509Certificate2 certificate,
        Func<SslStream, RecordedStream, CancellationToken, Task> serve
    )
    {
        Use(certificate);
        _server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await using var recorded = new RecordedStream(stream);
                await using var tls = new SslStream(recorded);
                await tls.AuthenticateAsServerAsync(Options, cancellationToken);
                BytesOfHandshakes.Enqueue(recorded.Written);
                await serve(tls, recorded, cancellationToken);
            }
        );
    }

    public SslServerAuthenticationOptions Options { get; } =
        new() { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };

    public int Port => _server.Port;

    public int OpenConnections => _server.OpenConnections;

    /// <summary>Number of bytes that the server sent in each complete handshake, its tickets included.</summary>
    public ConcurrentQueue<int> BytesOfHandshakes { get; } = [];

    /// <summary>Sends this to every request.</summary>
    public static TlsServer Responding(X509Certificate2 certificate, string response) =>
        new(
            certificate,
            async (tls, _, cancellationToken) =>
            {
                while (await HttpMessage.ReadAsync(tls, cancellationToken) is not null)
                {
                    await TcpServer.WriteAsync(tls, response, cancellationToken);
                }
            }
        );

    /// <summary>Like a restart: sessions with another certificate cannot be resumed, nor earlier ones with this.</summary>
    public void Use(X509Certificate2 certificate) =>
        Options.ServerCertificateContext = SslStreamCertificateContext.Create(
            certificate,
            additionalCertificates: null,
            offline: true
        );

    public void Dispose() => _server.Dispose();
}

/// <summary>Counts the bytes written to a stream, and keeps those read from it.</summary>
internal sealed class RecordedStream(Stream stream) : Stream
{
    private readonly MemoryStream _read = new();

    public int Written { get; private set; }

    public byte[] BytesRead => _read.ToArray();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        int count = await stream.ReadAsync(buffer, cancellationToken);
        _read.Write(buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Written += buffer.Length;
        return stream.WriteAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
