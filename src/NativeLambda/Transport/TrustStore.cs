using System.Runtime.InteropServices;

namespace NativeLambda.Transport;

/// <summary>
/// The certificate authorities that TLS trusts. .NET reads the whole system store for the first TLS connection, which
/// takes longer than the rest of a cold start; certificates of AWS end in five roots (docs/cold-start.md).
/// </summary>
internal static partial class TrustStore
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string FolderVariable = "SSL_CERT_DIR";

    /// <summary>
    /// Trusts only Amazon's roots, from the file beside the executable. Must be called before the first TLS connection. Does
    /// nothing when OpenSSL's environment variables are set.
    /// </summary>
    public static void TrustAmazon()
    {
        string roots = Path.Combine(AppContext.BaseDirectory, "amazon-roots.pem");
        if (IsSet(FileVariable) || IsSet(FolderVariable) || !File.Exists(roots))
        {
            return;
        }

        // OpenSSL reads the native environment; .NET's own method changes only a copy of it.
        SetNativeVariable(FileVariable, roots, overwrite: 1);
        // A folder that does not exist: only the file is used.
        SetNativeVariable(FolderVariable, roots + ".d", overwrite: 1);
    }

    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
