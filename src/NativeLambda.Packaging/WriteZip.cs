using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using Microsoft.Build.Framework;

namespace NativeLambda.Packaging;

/// <summary>
/// MSBuild task: writes a zip that depends only on the names and contents of its files, not on their times, modes or order.
/// </summary>
/// <remarks>
/// Where advzip is installed, it compresses the files again, about 2 % smaller, and keeps their order, times and modes:
/// https://www.advancemame.it/doc-advzip
/// </remarks>
public sealed class WriteZip : Microsoft.Build.Utilities.Task
{
    private const int RegularFile = 0x8000; // S_IFREG
    private const int ExecutableMode = 0x1ED; // 0755
    private const int ReadableMode = 0x1A4; // 0644

    /// <summary>The earliest time that a zip can represent.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Each with its name in the zip as metadata <c>RelativePath</c>.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Name in the zip of the file that gets the executable mode.</summary>
    [Required]
    public string ExecutableName { get; set; } = "";

    [Required]
    public string Zip { get; set; } = "";

    public override bool Execute()
    {
        // A build that is interrupted must not leave an incomplete zip that is newer than its files.
        string temporary = $"{Zip}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Zip)!);
            File.Delete(temporary);
            Write(temporary);
            CompressAgain(temporary);
            if (!Log.HasLoggedErrors)
            {
                File.Move(temporary, Zip, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError("{0} cannot be written: {1}", Zip, e.Message);
        }

        return !Log.HasLoggedErrors;
    }

    private void Write(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var file in Files.OrderBy(Name, StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(Name(file), CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            int mode = RegularFile | (Name(file) == ExecutableName ? ExecutableMode : ReadableMode);
            entry.ExternalAttributes = mode << 16;
            using var source = File.OpenRead(file.ItemSpec);
            using var target = entry.Open();
            source.CopyTo(target);
        }
    }

    private void CompressAgain(string path)
    {
        try
        {
            using var advzip = Process.Start("advzip", ["--recompress", "--shrink-normal", "--quiet", path]);
            advzip.WaitForExit();
            if (advzip.ExitCode != 0)
            {
                Log.LogError("advzip could not compress {0}: exit code {1}", path, advzip.ExitCode);
            }
        }
        catch (Win32Exception)
        {
            Log.LogMessage(
                MessageImportance.High,
                "advzip is not installed; the zip is about 2 % larger (Debian: apt install advancecomp)"
            );
        }
    }

    private static string Name(ITaskItem file) => file.GetMetadata("RelativePath").Replace('\\', '/');
}
