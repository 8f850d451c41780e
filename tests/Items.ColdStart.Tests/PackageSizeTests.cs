namespace Items.ColdStart.Tests;

public sealed class PackageSizeTests
{
    [Fact]
    public void The_zip_is_of_all_files_and_compressed()
    {
        using var function = TestFunction.Create("#!/bin/sh\n");
        function.Write("roots.pem", new string('-', 100_000));
        byte[] random = new byte[9_000];
        Random.Shared.NextBytes(random);
        File.WriteAllBytes(function.PathTo("random"), random);

        var size = PackageSize.Of(function.FullPath);

        size.Bootstrap.Should().Be("#!/bin/sh\n".Length);
        size.Zip.Should().BeInRange(9_000, 10_000);
    }
}
