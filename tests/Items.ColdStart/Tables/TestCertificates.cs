using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Items.ColdStart.Tables;

/// <summary>A certificate authority for this run, its certificate for localhost, and what contestants trust.</summary>
internal sealed class TestCertificates : IDisposable
{
    // What a deployed function needs to trust DynamoDB: https://www.amazontrust.com/repository/
    private static readonly string[] AmazonRoots =
    [
        "Amazon Root CA 1",
        "Amazon Root CA 2",
        "Amazon Root CA 3",
        "Amazon Root CA 4",
        "Starfield Services Root Certificate Authority - G2",
    ];

    private static readonly string[] SystemBundles =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
    ];

    private TestCertificates(X509Certificate2 leaf, string trusted, int amazonRoots)
    {
        Leaf = leaf;
        Trusted = trusted;
        AmazonRootsFound = amazonRoots;
    }

    public X509Certificate2 Leaf { get; }

    /// <summary>In PEM: the authority of this run and Amazon's roots.</summary>
    public string Trusted { get; }

    /// <summary>Fewer than five where the system does not know them all.</summary>
    public int AmazonRootsFound { get; }

    public static TestCertificates Create()
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

        string[] amazon = ReadAmazonRoots();
        return new TestCertificates(
            leaf.CopyWithPrivateKey(leafKey),
            string.Join('\n', [authority.ExportCertificatePem(), .. amazon, ""]),
            amazon.Length
        );
    }

    public void Dispose() => Leaf.Dispose();

    private static CertificateRequest Request(string name, RSA key) =>
        new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static string[] ReadAmazonRoots()
    {
        var all = new X509Certificate2Collection();
        if (SystemBundles.FirstOrDefault(File.Exists) is { } bundle)
        {
            all.ImportFromPemFile(bundle);
        }

        return
        [
            .. AmazonRoots
                .Select(name =>
                    all.FirstOrDefault(it =>
                        it.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == name
                    )
                )
                .OfType<X509Certificate2>()
                .Select(certificate => certificate.ExportCertificatePem()),
        ];
    }
}
