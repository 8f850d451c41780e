using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;

namespace Items.ColdStart;

/// <summary>The size of a deployment package, in bytes.</summary>
/// <param name="Bootstrap">The executable alone.</param>
/// <param name="Zip">All files in a zip, compressed as publishing does it: again by advzip, where it is installed.</param>
internal sealed record PackageSize(long Bootstrap, long Zip)
{
    public static PackageSize Of(string folder)
    {
        using var scratch = new ScratchFolder();
        string zip = Path.Combine(scratch.Path, "package.zip");
        ZipFile.CreateFromDirectory(folder, zip, CompressionLevel.SmallestSize, includeBaseDirectory: false);
        RunAdvzip("--recompress", "--shrink-normal", "--quiet", zip);
        return new PackageSize(
            new FileInfo(Path.Combine(folder, "bootstrap")).Length,
            new FileInfo(zip).Length
        );
    }

    public static bool IsAdvzipInstalled() => RunAdvzip("--help");

    /// <returns>False when advzip is not installed or fails; it then leaves the zip as it is.</returns>
    private static bool RunAdvzip(params string[] arguments)
    {
        try
        {
            using var advzip = Process.Start(
                new ProcessStartInfo("advzip", arguments)
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            advzip.StandardOutput.ReadToEnd();
            advzip.WaitForExit();
            return advzip.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
