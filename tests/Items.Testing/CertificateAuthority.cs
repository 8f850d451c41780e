using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Items.Testing;

/// <summary>Issues certificates that only clients which trust this authority accept.</summary>
public sealed partial class CertificateAuthority : IDisposable
{
    /// <summary>Object identifiers of the purposes of certificates.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CertificateAuthority()
    {
        var request = NewRequest("CN=Items test authority", _key, isAuthority: true);
        Certificate = request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
    }

    private CertificateAuthority(CertificateAuthority parent)
    {
        var request = NewRequest("CN=Items test intermediate authority", _key, isAuthority: true);
        Certificate = parent.Sign(request, _key, Yesterday, Yesterday.AddMonths(1));
    }

    private static DateTimeOffset Yesterday { get; } = DateTimeOffset.UtcNow.AddDays(-1);

    public X509Certificate2 Certificate { get; }

    /// <summary>An authority whose certificate this one has issued.</summary>
    public CertificateAuthority NewIntermediate() => new(this);

    /// <summary>Writes the authority's certificate to a folder of trusted authorities, such as <c>SSL_CERT_DIR</c>.</summary>
    /// <param name="folder">Created unless it exists.</param>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, HashedName(Certificate)), Certificate.ExportCertificatePem());
    }

    /// <returns>The name of the file in which OpenSSL looks for a certificate: its subject's hash.</returns>
    public static string HashedName(X509Certificate2 certificate) =>
        $"{(uint)X509_subject_name_hash(certificate.Handle):x8}.0";

    /// <param name="hosts">DNS names that the certificate is for.</param>
    public X509Certificate2 IssueFor(params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(NewServerRequest(key, ServerAuthentication, hosts), key, Yesterday, Yesterday.AddDays(2));
    }

    /// <param name="address">IP address that the certificate is for.</param>
    public X509Certificate2 IssueFor(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewServerRequest(key, ServerAuthentication, []);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return Sign(request, key, Yesterday, Yesterday.AddDays(2));
    }

    /// <param name="host">DNS name that the certificate is for.</param>
    /// <param name="from">Start of its validity; yesterday unless given.</param>
    /// <param name="until">End of its validity; tomorrow unless given.</param>
    /// <param name="purpose">Object identifier of its purpose.</param>
    /// <param name="issuerUrl">URL of the issuer's certificate to state in it; none unless given.</param>
    public X509Certificate2 Issue(
        string host = "localhost",
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        string purpose = ServerAuthentication,
        string? issuerUrl = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewServerRequest(key, purpose, host);
        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuerUrl]));
        }

        return Sign(request, key, from ?? Yesterday, until ?? Yesterday.AddDays(2));
    }

    /// <summary>A certificate that no authority has issued.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return NewServerRequest(key, ServerAuthentication, "localhost")
            .CreateSelfSigned(Yesterday, Yesterday.AddDays(2));
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest NewServerRequest(ECDsa key, string purpose, params string[] hosts)
    {
        var request = NewRequest($"CN={hosts.FirstOrDefault() ?? "server"}", key, isAuthority: false);
        if (hosts.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            Array.ForEach(hosts, names.AddDnsName);
            request.CertificateExtensions.Add(names.Build());
        }

        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false)
        );
        return request;
    }

    private static CertificateRequest NewRequest(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true)
        );
        return request;
    }

    private X509Certificate2 Sign(
        CertificateRequest request,
        ECDsa key,
        DateTimeOffset from,
        DateTimeOffset until
    )
    {
        using var certificate = request.Create(
            Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_key),
            from,
            until,
            Guid.NewGuid().ToByteArray()
        );
        return certificate.CopyWithPrivateKey(key);
    }

    [LibraryImport("libcrypto.so.3")]
    private static partial nuint X509_subject_name_hash(nint certificate);
}
