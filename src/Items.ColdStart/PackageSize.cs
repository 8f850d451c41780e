using System.IO.Compression;

namespace Items.ColdStart;

/// <summary>The size of a deployment package, in bytes.</summary>
/// <param name="Bootstrap">The executable alone.</param>
/// <param name="Zip">All files in a zip with the best compression, as publishing writes it.</param>
internal sealed record PackageSize(long Bootstrap, long Zip)
{
    public static PackageSize Of(string folder)
    {
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, zip, CompressionLevel.SmallestSize, includeBaseDirectory: false);
        return new PackageSize(new FileInfo(Path.Combine(folder, "bootstrap")).Length, zip.Length);
    }
}
