using Items.LocalHost.Issuer;

namespace Items.LocalHost.Tests.Issuer;

public sealed class SigningKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.PathTo("data/key.pem");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_key_is_created_once_and_only_its_owner_can_read_it()
    {
        var first = SigningKey.LoadOrCreate(FilePath);
        var again = SigningKey.LoadOrCreate(FilePath);
        var other = SigningKey.Create();

        again.Credentials.Kid.Should().Be(first.Credentials.Kid);
        other.Credentials.Kid.Should().NotBe(first.Credentials.Kid);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(FilePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_file_without_a_key_is_an_error_with_a_remedy()
    {
        _folder.Write("data/key.pem", "not a key");

        var load = () => SigningKey.LoadOrCreate(FilePath);

        load.Should().Throw<HostError>().WithMessage("*delete it to create a new one");
    }
}
