using System.Security.Cryptography.X509Certificates;
using Items.ColdStart.Tables;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Tables;

public sealed class TestCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_authority_of_the_run_and_the_roots_of_the_function_are_trusted()
    {
        using var certificates = TestCertificates.Create();

        var subjects = Subjects(certificates.Trusted);
        subjects.Should().HaveCount(6).And.Contain("CN=Items.ColdStart");
        certificates.TrustedFiles.SelectMany(file => Subjects(file.Pem)).Should().BeEquivalentTo(subjects);
        // The names of the function's own files are tested by TrustStoreTests.
        certificates
            .TrustedFiles.Select(file => file.Name)
            .Should()
            .Contain(Directory.GetFiles(Repository.TrustRoots).Select(Path.GetFileName)!);
    }

    [Fact]
    public void Other_roots_replace_those_of_the_function()
    {
        using var other = TestCertificates.Create();
        string file = _folder.Write("roots.pem", other.Trusted);

        using var certificates = TestCertificates.Create(file);

        certificates.TrustedCount.Should().Be(7);
        Subjects(certificates.Trusted).Should().HaveCount(7);
        certificates
            .TrustedFiles.Select(file => file.Name)
            .Should()
            .OnlyHaveUniqueItems("the authorities of both runs have the same name");
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("", "no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read")]
    public void A_file_without_roots_is_named(string? content, string expected)
    {
        string file = _folder.PathTo("roots.pem");
        if (content is not null)
        {
            _folder.Write("roots.pem", content);
        }

        FluentActions
            .Invoking(() => TestCertificates.Create(file))
            .Should()
            .Throw<HostError>()
            .WithMessage($"*{expected}*")
            .WithMessage($"*{file}*");
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Subjects(string pem)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(pem);
        return [.. trusted.Select(it => it.Subject)];
    }
}
