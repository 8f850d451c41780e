using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Items.ColdStart.Sandboxes;

/// <summary>Drops files from the page cache, so that a start is like the first one on a host.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4;

    /// <summary>Drops all files of a folder, after writing them to disk: changed pages cannot be dropped.</summary>
    public static void Evict(string folder)
    {
        foreach (string path in Files(folder))
        {
            using var file = File.OpenHandle(path);
            RandomAccess.FlushToDisk(file);
            _ = Advise(file, 0, 0, DontNeed);
        }
    }

    /// <returns>Bytes of a folder's files that are in the page cache.</returns>
    public static long Resident(string folder) => Files(folder).Sum(ResidentBytes);

    private static long ResidentBytes(string path)
    {
        long length = new FileInfo(path).Length;
        if (length == 0)
        {
            return 0;
        }

        const MemoryMappedFileAccess access = MemoryMappedFileAccess.Read;
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, access);
        using var view = file.CreateViewAccessor(0, length, access);
        int page = Environment.SystemPageSize;
        byte[] pages = new byte[(length + page - 1) / page];
        _ = InCore(view.SafeMemoryMappedViewHandle, (nuint)length, pages);
        return pages.LongCount(it => (it & 1) != 0) * page;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(SafeMemoryMappedViewHandle address, nuint length, [Out] byte[] pages);
}
