using System.Runtime.InteropServices;

// Loaded by name. By default .NET tries a file of this name beside the executable first.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace NativeLambda.Cryptography;

/// <summary>The functions of OpenSSL's libcrypto that are used, under their own names.</summary>
internal static unsafe partial class LibCrypto
{
    public const string Name = "libcrypto.so.3";

    /// <summary>Loads a library of OpenSSL 3 from the system.</summary>
    /// <exception cref="DllNotFoundException">It is missing, or cannot be loaded.</exception>
    public static void Load(string library)
    {
        if (!NativeLibrary.TryLoad(library, out _))
        {
            throw new DllNotFoundException(
                $"{library} cannot be loaded: the function needs the libraries of OpenSSL 3."
            );
        }
    }

    [LibraryImport(Name)]
    public static partial byte* SHA256(byte* data, nuint length, byte* hash);

    [LibraryImport(Name)]
    public static partial byte* HMAC(
        nint algorithm,
        byte* key,
        int keyLength,
        byte* data,
        nuint length,
        byte* code,
        uint* codeLength
    );

    [LibraryImport(Name)]
    public static partial nint EVP_sha256();

    [LibraryImport(Name)]
    public static partial void ERR_clear_error();

    [LibraryImport(Name)]
    public static partial nuint ERR_peek_last_error();

    [LibraryImport(Name)]
    public static partial nint ERR_reason_error_string(nuint error);

    [LibraryImport(Name)]
    public static partial nint X509_verify_cert_error_string(nint result);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int X509_VERIFY_PARAM_set1_ip_asc(nint parameters, string address);

    [LibraryImport(Name)]
    public static partial int BIO_socket_nbio(int socket, int isNonBlocking);
}
