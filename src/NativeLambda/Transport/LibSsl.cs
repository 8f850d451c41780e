using System.Runtime.InteropServices;
using NativeLambda.Cryptography;

namespace NativeLambda.Transport;

/// <summary>The functions and constants of OpenSSL's libssl that are used, under their own names.</summary>
internal static unsafe partial class LibSsl
{
    public const int TLS1_2_VERSION = 0x0303;

    public const int SSL_VERIFY_PEER = 1;
    public const uint X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS = 4;
    public const ulong SSL_OP_NO_RENEGOTIATION = 1 << 30;

    public const int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    public const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    public const int SSL_CTRL_GET_MIN_PROTO_VERSION = 130;

    public const int SSL_ERROR_SSL = 1;
    public const int SSL_ERROR_WANT_READ = 2;
    public const int SSL_ERROR_WANT_WRITE = 3;
    public const int SSL_ERROR_ZERO_RETURN = 6;

    private const string Name = "libssl.so.3";

    private const ulong OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS = 1;
    private const ulong OPENSSL_INIT_NO_LOAD_SSL_STRINGS = 1 << 20;

    /// <summary>
    /// Loads the library without its descriptions of errors, which make a start longer (docs/cold-start.md).
    /// <see cref="LastError"/> loads them.
    /// </summary>
    /// <inheritdoc cref="LibCrypto.Load"/>
    public static void Load()
    {
        LibCrypto.Load(Name);
        _ = OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_SSL_STRINGS, 0);
    }

    /// <summary>OpenSSL's description of the last error of this thread, or its number.</summary>
    public static string LastError()
    {
        _ = ERR_load_SSL_strings();
        nuint error = LibCrypto.ERR_peek_last_error();
        return Marshal.PtrToStringUTF8(LibCrypto.ERR_reason_error_string(error)) ?? $"error {error:X8}";
    }

    [LibraryImport(Name)]
    private static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(Name)]
    private static partial int ERR_load_SSL_strings();

    [LibraryImport(Name)]
    public static partial nint TLS_client_method();

    [LibraryImport(Name)]
    public static partial ContextHandle SSL_CTX_new(nint method);

    [LibraryImport(Name)]
    public static partial nint SSL_CTX_ctrl(ContextHandle context, int command, nint number, nint pointer);

    [LibraryImport(Name)]
    public static partial ulong SSL_CTX_set_options(ContextHandle context, ulong options);

    [LibraryImport(Name)]
    public static partial void SSL_CTX_set_verify(ContextHandle context, int mode, nint callback);

    [LibraryImport(Name)]
    public static partial int SSL_CTX_set_default_verify_paths(ContextHandle context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_load_verify_dir(ContextHandle context, string folder);

    [LibraryImport(Name)]
    private static partial void SSL_CTX_free(nint context);

    [LibraryImport(Name)]
    public static partial ConnectionHandle SSL_new(ContextHandle context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SSL_ctrl(ConnectionHandle connection, int command, nint number, string text);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_set1_host(ConnectionHandle connection, string name);

    [LibraryImport(Name)]
    public static partial void SSL_set_hostflags(ConnectionHandle connection, uint flags);

    [LibraryImport(Name)]
    public static partial nint SSL_get0_param(ConnectionHandle connection);

    [LibraryImport(Name)]
    public static partial int SSL_set_fd(ConnectionHandle connection, int socket);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int SSL_connect(ConnectionHandle connection);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int SSL_read(ConnectionHandle connection, byte* buffer, int length);

    [LibraryImport(Name, SetLastError = true)]
    public static partial int SSL_write(ConnectionHandle connection, byte* buffer, int length);

    [LibraryImport(Name)]
    public static partial int SSL_peek(ConnectionHandle connection, byte* buffer, int length);

    [LibraryImport(Name)]
    public static partial int SSL_pending(ConnectionHandle connection);

    [LibraryImport(Name)]
    public static partial int SSL_shutdown(ConnectionHandle connection);

    [LibraryImport(Name)]
    public static partial int SSL_get_error(ConnectionHandle connection, int result);

    [LibraryImport(Name)]
    public static partial nint SSL_get_verify_result(ConnectionHandle connection);

    [LibraryImport(Name)]
    private static partial void SSL_free(nint connection);

    [LibraryImport(Name)]
    public static partial SessionHandle SSL_get1_session(ConnectionHandle connection);

    [LibraryImport(Name)]
    public static partial int SSL_SESSION_is_resumable(SessionHandle session);

    [LibraryImport(Name)]
    public static partial int SSL_set_session(ConnectionHandle connection, SessionHandle session);

    [LibraryImport(Name)]
    private static partial void SSL_SESSION_free(nint session);

    /// <summary>An <c>SSL_CTX</c>.</summary>
    public sealed class ContextHandle() : Handle(SSL_CTX_free);

    /// <summary>An <c>SSL</c>.</summary>
    public sealed class ConnectionHandle() : Handle(SSL_free);

    /// <summary>An <c>SSL_SESSION</c>.</summary>
    public sealed class SessionHandle() : Handle(SSL_SESSION_free);

    public abstract class Handle(Action<nint> free) : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            free(handle);
            return true;
        }
    }
}
