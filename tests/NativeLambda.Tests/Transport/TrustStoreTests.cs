using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NativeLambda.Tests.Transport;

/// <summary>The files in the folder of trusted authorities. Source: https://www.amazontrust.com/repository/.</summary>
public sealed class TrustStoreTests
{
    private static readonly (string Name, string Sha256)[] Roots =
    [
        ("Amazon Root CA 1", "8ECDE6884F3D87B1125BA31AC3FCB13D7016DE7F57CC904FE1CB97C6AE98196E"),
        ("Amazon Root CA 2", "1BA5B2AA8C65401A82960118F80BEC4F62304D83CEC4713A19C39C011EA46DB4"),
        ("Amazon Root CA 3", "18CE6CFE7BF14E60B2E347B8DFE868CB31D02EBB3ADA271569F50343B46DB3A4"),
        ("Amazon Root CA 4", "E35D28419ED02025CFA69038CD623962458DA5C695FBDEA3C22B0BFB25897092"),
        (
            "Starfield Services Root Certificate Authority - G2",
            "568D6905A2C88708A4B3025190EDCFEDB1974A606A13C6E5290FCB2AE63EDAB5"
        ),
    ];

    private static readonly string[] Files = Directory.GetFiles(
        Repository.PathTo("src/NativeLambda/Transport/certificates")
    );

    private static readonly X509Certificate2[] Certificates = [.. Files.Select(ReadFile)];

    [Fact]
    public void The_folder_contains_exactly_the_five_roots_of_Amazon() =>
        Certificates
            .Select(root => (root.GetNameInfo(X509NameType.SimpleName, forIssuer: false), Sha256Of(root)))
            .Should()
            .BeEquivalentTo(Roots);

    [Fact]
    public void Each_file_has_the_name_by_which_OpenSSL_finds_it() =>
        Files
            .Select(Path.GetFileName)
            .Should()
            .Equal(Certificates.Select(CertificateAuthority.HashedName))
            .And.NotBeEmpty();

    [Fact]
    public void Each_root_is_a_self_signed_certificate_authority()
    {
        Certificates.Should().NotBeEmpty();
        foreach (var root in Certificates)
        {
            root.SubjectName.RawData.Should().Equal(root.IssuerName.RawData);
            root.Extensions.OfType<X509BasicConstraintsExtension>()
                .Should()
                .ContainSingle()
                .Which.CertificateAuthority.Should()
                .BeTrue();
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(root);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.Build(root).Should().BeTrue("{0} is signed with its own key", root.Subject);
            chain.ChainElements.Should().ContainSingle();
        }
    }

    [Fact]
    public void No_root_expires_within_a_year() =>
        Certificates.Should().OnlyContain(root => root.NotAfter > DateTime.Now.AddYears(1));

    private static string Sha256Of(X509Certificate2 certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>A file has one certificate, because OpenSSL finds only the first one by its name.</summary>
    private static X509Certificate2 ReadFile(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Should().ContainSingle().Subject;
    }
}
