using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A certificate authority of the tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>What a certificate may be used for, as object identifiers.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = NewRequest("CN=Items test authority", _key, isAuthority: true);
        Certificate = request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
    }

    private TestAuthority(TestAuthority parent)
    {
        var request = NewRequest("CN=Items test intermediate authority", _key, isAuthority: true);
        Certificate = parent.Sign(request, _key, Yesterday, Yesterday.AddMonths(1));
    }

    private static DateTimeOffset Yesterday { get; } = DateTimeOffset.UtcNow.AddDays(-1);

    public X509Certificate2 Certificate { get; }

    /// <summary>An authority that this one vouches for.</summary>
    public TestAuthority NewIntermediate() => new(this);

    /// <param name="host">DNS name that the certificate is for.</param>
    /// <param name="from">Start of its validity.</param>
    /// <param name="until">End of its validity.</param>
    /// <param name="purpose">What it may be used for.</param>
    /// <param name="issuerUrl">Where it says that its issuer's certificate is to be had.</param>
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

    /// <summary>A certificate that nobody but itself vouches for.</summary>
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
