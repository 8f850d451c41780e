using System.IO.Compression;

namespace Items.ColdStart.Tests;

public sealed class PackageSizeTests : IDisposable
{
    private const string Script = "#!/bin/sh\n";

    private readonly TestFolder _artifacts = new TestFolder()
        .With("function/bootstrap", Script)
        .With("function/roots.pem", new string('-', 100_000));

    private string Function => _artifacts.File("function");

    private string Zip => _artifacts.File("items-api.zip");

    [Fact]
    public void Without_a_published_zip_the_files_are_compressed()
    {
        var size = PackageSize.Of(Function);

        size.Bootstrap.Should().Be(Script.Length);
        size.Files.Should().Be(Script.Length + 100_000);
        size.Zip.Should().BeInRange(100, 10_000);
    }

    [Fact]
    public void The_size_of_the_published_zip_is_used()
    {
        Publish(Script, CompressionLevel.NoCompression);

        PackageSize.Of(Function).Zip.Should().Be(new FileInfo(Zip).Length).And.BeGreaterThan(100_000);
    }

    [Fact]
    public void A_zip_of_another_build_is_ignored()
    {
        Publish("#!/bin/zsh\n", CompressionLevel.NoCompression);

        PackageSize.Of(Function).Zip.Should().BeInRange(100, 10_000);
    }

    [Fact]
    public void An_incomplete_zip_is_ignored()
    {
        Publish(Script, CompressionLevel.NoCompression);
        File.WriteAllBytes(Zip, File.ReadAllBytes(Zip)[..50_000]);

        PackageSize.Of(Function).Zip.Should().BeInRange(100, 10_000);
    }

    public void Dispose() => _artifacts.Dispose();

    private void Publish(string bootstrap, CompressionLevel level)
    {
        using var published = new TestFolder()
            .With("bootstrap", bootstrap)
            .With("roots.pem", new string('-', 100_000));
        ZipFile.CreateFromDirectory(published.Path, Zip, level, includeBaseDirectory: false);
    }
}
