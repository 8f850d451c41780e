using System.IO.Compression;
using System.Security.Cryptography;

namespace Items.ColdStart;

/// <summary>The size of a deployment package, in bytes.</summary>
/// <param name="Bootstrap">The executable alone.</param>
/// <param name="Files">All files.</param>
/// <param name="Zip">The zip that publishing made of them, or else one with the best compression.</param>
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
            Holds(published, bootstrap) ? new FileInfo(published).Length : Compressed(folder)
        );
    }

    /// <summary>Compares the content, because MSBuild does not change the time of a zip whose content is the same.</summary>
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
            // Publishing was interrupted.
            return false;
        }
    }

    private static long Compressed(string folder)
    {
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, zip, CompressionLevel.SmallestSize, includeBaseDirectory: false);
        return zip.Length;
    }
}
