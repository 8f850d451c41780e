using System.Runtime.InteropServices;

namespace Items.Api.Transport;

/// <summary>
/// Which certificate authorities TLS trusts. .NET reads the whole system store on the first TLS connection, which
/// takes longer than everything else together; all that the function calls is AWS, whose certificates end in five
/// roots (docs/cold-start.md).
/// </summary>
internal static partial class TrustStore
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string FolderVariable = "SSL_CERT_DIR";

    /// <summary>
    /// Trusts Amazon's roots, which lie beside the executable, and nobody else. Must come before the first TLS
    /// connection. Does nothing when the environment says itself whom to trust, by OpenSSL's variables.
    /// </summary>
    public static void TrustAmazon()
    {
        string roots = Path.Combine(AppContext.BaseDirectory, "amazon-roots.pem");
        if (IsSet(FileVariable) || IsSet(FolderVariable) || !File.Exists(roots))
        {
            return;
        }

        // .NET would change only its own copy of the environment, and it is OpenSSL that reads these.
        SetNativeVariable(FileVariable, roots, overwrite: 1);
        // No folder at all: the file is the whole store.
        SetNativeVariable(FolderVariable, roots + ".d", overwrite: 1);
    }

    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
