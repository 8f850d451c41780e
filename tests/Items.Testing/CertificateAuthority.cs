using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Items.Testing;

/// <summary>Issues certificates that only clients which trust this authority accept.</summary>
public sealed class CertificateAuthority : IDisposable
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
        var request = NewServerRequest(host, key, purpose);
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
        return NewServerRequest("localhost", key, ServerAuthentication)
            .CreateSelfSigned(Yesterday, Yesterday.AddDays(2));
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest NewServerRequest(string host, ECDsa key, string purpose)
    {
        var request = NewRequest($"CN={host}", key, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
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
}
