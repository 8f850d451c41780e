using System.Net;
using System.Net.Sockets;
using NativeLambda.Cryptography;

namespace NativeLambda.Transport;

/// <summary>
/// Opens TLS connections by OpenSSL, which verifies certificates: chain, purpose, dates and host name. The system's
/// configuration of OpenSSL applies.
/// </summary>
/// <remarks>
/// A connection resumes the session of an earlier one if there is one. Then the server sends no certificate; therefore a
/// client is for one host and one port.
/// </remarks>
internal sealed class TlsClient : IDisposable
{
    private readonly string _host;
    private readonly bool _isAddress;
    private readonly LibSsl.ContextHandle _context;
    private readonly Lock _lock = new();
    private LibSsl.SessionHandle? _session;

    /// <param name="host">Name or address that certificates must be valid for.</param>
    /// <param name="roots">
    /// Folder with the trusted authorities, each in a file with the name that OpenSSL expects; null for those of
    /// <c>SSL_CERT_FILE</c> and <c>SSL_CERT_DIR</c>, or else the system's.
    /// </param>
    /// <exception cref="DllNotFoundException">OpenSSL 3 cannot be loaded.</exception>
    /// <exception cref="TlsException">OpenSSL's configuration is not valid.</exception>
    public TlsClient(string host, string? roots)
    {
        // OpenSSL accepts certificates for every host when the name is empty, and for every subdomain of ".name".
        if (host is "" or ['.', ..])
        {
            throw new ArgumentException($"'{host}' is not the name of a host.", nameof(host));
        }

        _host = host;
        _isAddress = IPAddress.TryParse(host, out _);
        LibSsl.Load();
        LibCrypto.ERR_clear_error();
        _context = LibSsl.SSL_CTX_new(LibSsl.TLS_client_method());
        Check(!_context.IsInvalid);
        LibSsl.SSL_CTX_set_verify(_context, LibSsl.SSL_VERIFY_PEER, callback: 0);
        LibSsl.SSL_CTX_set_options(_context, LibSsl.SSL_OP_NO_RENEGOTIATION);
        RequireTls12();
        Check(
            roots is null
                ? LibSsl.SSL_CTX_set_default_verify_paths(_context)
                : LibSsl.SSL_CTX_load_verify_dir(_context, roots)
        );
    }

    /// <summary>Completes a handshake on a connected socket, which stays the caller's.</summary>
    /// <exception cref="TlsException">The certificate is not valid or not trusted, or TLS failed otherwise.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    public TlsStream Connect(Socket socket)
    {
        LibCrypto.ERR_clear_error();
        var connection = LibSsl.SSL_new(_context);
        var stream = new TlsStream(this, connection, socket);
        try
        {
            Check(!connection.IsInvalid);
            Check(LibSsl.SSL_set_fd(connection, (int)socket.Handle));
            SetHost(connection);
            Resume(connection);
            stream.Handshake();
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the connection's session for later connections.</summary>
    /// <returns>False when the server has not sent one yet that can be resumed.</returns>
    internal bool TryKeepSession(LibSsl.ConnectionHandle connection)
    {
        var session = LibSsl.SSL_get1_session(connection);
        if (session.IsInvalid || LibSsl.SSL_SESSION_is_resumable(session) == 0)
        {
            session.Dispose();
            return false;
        }

        Replace(session);
        return true;
    }

    /// <summary>The next connection has a whole handshake, with the server's certificate.</summary>
    internal void ForgetSession() => Replace(null);

    public void Dispose()
    {
        ForgetSession();
        _context.Dispose();
    }

    private void Replace(LibSsl.SessionHandle? session)
    {
        lock (_lock)
        {
            _session?.Dispose();
            _session = session;
        }
    }

    private void Resume(LibSsl.ConnectionHandle connection)
    {
        lock (_lock)
        {
            if (_session is not null)
            {
                Check(LibSsl.SSL_set_session(connection, _session));
            }
        }
    }

    /// <summary>The system's configuration can require a later version, never allow an earlier one.</summary>
    private void RequireTls12()
    {
        if (
            LibSsl.SSL_CTX_ctrl(_context, LibSsl.SSL_CTRL_GET_MIN_PROTO_VERSION, 0, 0) < LibSsl.TLS1_2_VERSION
        )
        {
            Check(
                LibSsl.SSL_CTX_ctrl(_context, LibSsl.SSL_CTRL_SET_MIN_PROTO_VERSION, LibSsl.TLS1_2_VERSION, 0)
                    == 1
            );
        }
    }

    private void SetHost(LibSsl.ConnectionHandle connection)
    {
        if (_isAddress)
        {
            Check(LibCrypto.X509_VERIFY_PARAM_set1_ip_asc(LibSsl.SSL_get0_param(connection), _host));
            return;
        }

        LibSsl.SSL_set_hostflags(connection, LibSsl.X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        Check(LibSsl.SSL_set1_host(connection, _host));
        // A server name is never an address: RFC 6066, section 3.
        Check(LibSsl.SSL_ctrl(connection, LibSsl.SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, _host) == 1);
    }

    private static void Check(int result) => Check(result == 1);

    private static void Check(bool isSuccess)
    {
        if (!isSuccess)
        {
            throw new TlsException($"OpenSSL rejects its configuration: {LibSsl.LastError()}");
        }
    }
}

/// <summary>TLS failed, for example because a certificate is not trusted.</summary>
internal sealed class TlsException(string message) : IOException(message);
