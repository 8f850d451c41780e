using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Items.LocalHost;

namespace Items.ColdStart.Tables;

/// <summary>A certificate authority for this run, its certificate for localhost, and what contestants trust.</summary>
internal sealed class TestCertificates : IDisposable
{
    private TestCertificates(X509Certificate2 leaf, X509Certificate2Collection trusted)
    {
        Leaf = leaf;
        Trusted = trusted.ExportCertificatePems();
        TrustedCount = trusted.Count;
    }

    public X509Certificate2 Leaf { get; }

    /// <summary>In PEM: the authority of this run and the other roots.</summary>
    public string Trusted { get; }

    public int TrustedCount { get; }

    /// <param name="roots">PEM file of roots to trust as well; those that the function is deployed with unless given.</param>
    /// <exception cref="HostError">The file cannot be read, or holds no certificate.</exception>
    public static TestCertificates Create(string? roots = null)
    {
        var from = DateTimeOffset.UtcNow.AddDays(-1);
        var until = from.AddDays(30);
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = Request("CN=Items.ColdStart", authorityKey);
        authorityRequest.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        authorityRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
                critical: true
            )
        );
        var subjectKey = new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false);
        authorityRequest.CertificateExtensions.Add(subjectKey);
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var leafKey = RSA.Create(2048);
        var leafRequest = Request("CN=localhost", leafKey);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        leafRequest.CertificateExtensions.Add(names.Build());
        leafRequest.CertificateExtensions.Add(
            X509BasicConstraintsExtension.CreateForEndEntity(critical: true)
        );
        leafRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
                critical: true
            )
        );
        leafRequest.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)
        );
        // Strict clients refuse a certificate without it.
        leafRequest.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subjectKey)
        );
        using var leaf = leafRequest.Create(authority, from, until, RandomNumberGenerator.GetBytes(16));

        var trusted = new X509Certificate2Collection(authority);
        trusted.AddRange(ReadRoots(roots ?? OurFunction.Roots));
        return new TestCertificates(leaf.CopyWithPrivateKey(leafKey), trusted);
    }

    public void Dispose() => Leaf.Dispose();

    private static CertificateRequest Request(string name, RSA key) =>
        new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static X509Certificate2Collection ReadRoots(string file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new HostError($"the roots in {file} cannot be read: {error.Message}");
        }

        return roots.Count > 0 ? roots : throw new HostError($"there is no certificate in {file}");
    }
}
