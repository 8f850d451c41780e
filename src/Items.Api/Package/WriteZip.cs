using System;
using System.IO;
using System.IO.Compression;
using System.Reflection;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// A task of the build, no part of the function: writes a zip that depends on the names and the bytes of its files and
/// on nothing else, neither on their times nor on their modes nor on the order in which they were found.
/// </summary>
public sealed class WriteZip : Task
{
    private const int RegularFile = 0x8000; // S_IFREG
    private const int Executable = 0x1ED; // 0755
    private const int Readable = 0x1A4; // 0644

    // An inline task is compiled against .NET Standard 2.0, which has no names for these two.
    private const CompressionLevel SmallestSize = (CompressionLevel)3;
    private static readonly PropertyInfo ExternalAttributes = typeof(ZipArchiveEntry).GetProperty(
        nameof(ExternalAttributes)
    )!;

    // The oldest time that a zip can hold.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Each with its name in the zip as metadata <c>RelativePath</c>.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Which of the names may be executed.</summary>
    [Required]
    public string ExecutableName { get; set; } = "";

    [Required]
    public string Zip { get; set; } = "";

    public override bool Execute()
    {
        // Under another name until it is whole: a zip of half the files would be newer than they are, and stay.
        string unfinished = $"{Zip}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Zip)!);
            Write(unfinished);
            File.Delete(Zip);
            File.Move(unfinished, Zip);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError("{0} cannot be written: {1}", Zip, e.Message);
        }

        return !Log.HasLoggedErrors;
    }

    private void Write(string path)
    {
        Array.Sort(Files, (one, other) => string.CompareOrdinal(Name(one), Name(other)));
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var file in Files)
        {
            var entry = zip.CreateEntry(Name(file), SmallestSize);
            entry.LastWriteTime = Time;
            int mode = RegularFile | (Name(file) == ExecutableName ? Executable : Readable);
            ExternalAttributes.SetValue(entry, mode << 16);
            using var source = File.OpenRead(file.ItemSpec);
            using var target = entry.Open();
            source.CopyTo(target);
        }
    }

    private static string Name(ITaskItem file) => file.GetMetadata("RelativePath").Replace('\\', '/');
}
