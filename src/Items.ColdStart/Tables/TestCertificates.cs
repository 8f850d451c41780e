using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Items.LocalHost;

namespace Items.ColdStart.Tables;

/// <summary>A certificate authority for this run, and a certificate of it for localhost.</summary>
internal sealed partial class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private TestCertificates(X509Certificate2 leaf, X509Certificate2Collection trusted)
    {
        Leaf = leaf;
        Trusted = trusted.ExportCertificatePems();
        TrustedCount = trusted.Count;
        TrustedFiles =
        [
            .. trusted
                .GroupBy(certificate => (uint)X509_subject_name_hash(certificate.Handle))
                .SelectMany(group =>
                    group.Select((it, index) => ($"{group.Key:x8}.{index}", it.ExportCertificatePem()))
                ),
        ];
    }

    /// <summary>For localhost, with its private key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>PEM: the authority of this run and the other roots.</summary>
    public string Trusted { get; }

    /// <summary>
    /// The same certificates one by one, with the names by which OpenSSL finds them in the folder <c>SSL_CERT_DIR</c>: it
    /// decodes only those that it needs.
    /// </summary>
    public IReadOnlyList<(string Name, string Pem)> TrustedFiles { get; }

    public int TrustedCount { get; }

    /// <param name="roots">PEM file of further roots; null for those that the function is deployed with.</param>
    /// <exception cref="HostError">The file cannot be read, or holds no certificate.</exception>
    public static TestCertificates Create(string? roots = null)
    {
        var from = DateTimeOffset.UtcNow.AddDays(-1);
        var until = from.AddDays(30);
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = Request(
            "CN=Items.ColdStart",
            authorityKey,
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0)
        );
        var authorityId = new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false);
        authorityRequest.CertificateExtensions.Add(authorityId);
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var leafKey = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        var leafRequest = Request(
            "CN=localhost",
            leafKey,
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
            X509BasicConstraintsExtension.CreateForEndEntity(critical: true),
            names.Build(),
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false),
            // Python's strict mode rejects a certificate without it.
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authorityId)
        );
        using var leaf = leafRequest.Create(authority, from, until, RandomNumberGenerator.GetBytes(16));

        var trusted = new X509Certificate2Collection(authority);
        trusted.AddRange(ReadRoots(roots is null ? Directory.GetFiles(Repository.TrustRoots) : [roots]));
        return new TestCertificates(leaf.CopyWithPrivateKey(leafKey), trusted);
    }

    public void Dispose() => Leaf.Dispose();

    private static CertificateRequest Request(
        string name,
        RSA key,
        X509KeyUsageFlags usage,
        params IEnumerable<X509Extension> extensions
    )
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in extensions.Append(new X509KeyUsageExtension(usage, critical: true)))
        {
            request.CertificateExtensions.Add(extension);
        }

        return request;
    }

    private static X509Certificate2Collection ReadRoots(string[] files)
    {
        var roots = new X509Certificate2Collection();
        foreach (string file in files)
        {
            int before = roots.Count;
            try
            {
                roots.ImportFromPemFile(file);
            }
            catch (Exception error)
                when (error is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new HostError($"the roots in {file} cannot be read: {error.Message}");
            }

            if (roots.Count == before)
            {
                throw new HostError($"there is no certificate in {file}");
            }
        }

        return roots;
    }

    [LibraryImport("libcrypto.so.3")]
    private static partial nuint X509_subject_name_hash(nint certificate);
}
