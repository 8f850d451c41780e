using System.IO.Compression;
using System.Security.Cryptography;

namespace Items.ColdStart;

/// <summary>Bytes of what would be deployed.</summary>
/// <param name="Bootstrap">The executable alone.</param>
/// <param name="Files">All files.</param>
/// <param name="Zip">Of the zip that publishing made of them, or of one as small as it gets.</param>
internal sealed record PackageSize(long Bootstrap, long Files, long Zip)
{
    private const string Published = "items-api.zip";

    public static PackageSize Of(string folder)
    {
        string bootstrap = Path.Combine(folder, "bootstrap");
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

        // Publishing writes it beside the folder of the function.
        string published = Path.Combine(folder, "..", Published);
        return new PackageSize(
            new FileInfo(bootstrap).Length,
            files.Sum(file => new FileInfo(file).Length),
            Holds(published, bootstrap) ? new FileInfo(published).Length : Deflated(folder, files)
        );
    }

    /// <summary>Times do not tell: MSBuild keeps the old one of a zip that came out the same.</summary>
    private static bool Holds(string zip, string bootstrap)
    {
        if (!File.Exists(zip))
        {
            return false;
        }

        try
        {
            using var archive = ZipFile.OpenRead(zip);
            if (archive.GetEntry("bootstrap") is not { } entry)
            {
                return false;
            }

            using var zipped = entry.Open();
            using var file = File.OpenRead(bootstrap);
            return SHA256.HashData(zipped).AsSpan().SequenceEqual(SHA256.HashData(file));
        }
        catch (InvalidDataException)
        {
            // A publish that was interrupted.
            return false;
        }
    }

    private static long Deflated(string folder, IEnumerable<string> files)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in files.Order(StringComparer.Ordinal))
            {
                archive.CreateEntryFromFile(
                    file,
                    Path.GetRelativePath(folder, file),
                    CompressionLevel.SmallestSize
                );
            }
        }

        return zip.Length;
    }
}
