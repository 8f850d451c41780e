namespace NativeLambda.Transport;

/// <summary>
/// The certificate authorities that TLS trusts: the five roots of AWS's certificates, unless OpenSSL's environment variables
/// name others (docs/security.md).
/// </summary>
internal static class TrustStore
{
    /// <summary>
    /// The folder beside the executable with a file for each root. OpenSSL finds a root by the name of its file, and decodes
    /// no other. Null when the variables are set or there is no such folder.
    /// </summary>
    public static string? Folder
    {
        get
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "certificates");
            return IsSet("SSL_CERT_FILE") || IsSet("SSL_CERT_DIR") || !Directory.Exists(folder)
                ? null
                : folder;
        }
    }

    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
