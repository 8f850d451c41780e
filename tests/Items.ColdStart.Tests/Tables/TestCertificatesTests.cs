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

        Trusted(certificates).Should().HaveCount(6).And.Contain("CN=Items.ColdStart");
    }

    [Fact]
    public void Other_roots_replace_those_of_the_function()
    {
        using var other = TestCertificates.Create();
        string file = _folder.Write("roots.pem", other.Trusted);

        using var certificates = TestCertificates.Create(file);

        certificates.TrustedCount.Should().Be(7);
        Trusted(certificates).Should().HaveCount(7);
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

    private static List<string> Trusted(TestCertificates certificates)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(certificates.Trusted);
        return [.. trusted.Select(it => it.Subject)];
    }
}
