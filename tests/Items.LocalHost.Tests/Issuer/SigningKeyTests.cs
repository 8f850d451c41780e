using Items.LocalHost.Issuer;

namespace Items.LocalHost.Tests.Issuer;

public sealed class SigningKeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-issuer-key-");

    private string FilePath => Path.Combine(_folder.FullName, "data", "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_key_is_made_once_and_is_nobody_elses_to_read()
    {
        using var first = SigningKey.LoadOrCreate(FilePath);
        using var again = SigningKey.LoadOrCreate(FilePath);
        using var other = SigningKey.Create();

        again.KeyId.Should().Be(first.KeyId);
        other.KeyId.Should().NotBe(first.KeyId);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(FilePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_file_that_holds_no_key_is_an_error_that_says_what_to_do()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, "not a key");

        var load = () => SigningKey.LoadOrCreate(FilePath);

        load.Should().Throw<HostError>().WithMessage("*delete it to have a new one made");
    }
}
