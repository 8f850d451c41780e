using System.IO.Compression;

namespace Items.ColdStart;

/// <summary>Bytes of what would be deployed.</summary>
/// <param name="Bootstrap">The executable alone.</param>
/// <param name="Files">All files.</param>
/// <param name="Zip">All files, deflated as small as it gets.</param>
internal sealed record PackageSize(long Bootstrap, long Files, long Zip)
{
    public static PackageSize Of(string folder)
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in files)
            {
                archive.CreateEntryFromFile(
                    file,
                    Path.GetRelativePath(folder, file),
                    CompressionLevel.SmallestSize
                );
            }
        }

        return new PackageSize(
            new FileInfo(Path.Combine(folder, "bootstrap")).Length,
            files.Sum(file => new FileInfo(file).Length),
            zip.Length
        );
    }
}
