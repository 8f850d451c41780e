using System.Runtime.InteropServices;

namespace Items.ColdStart.Sandboxes;

/// <summary>Drops files from the page cache, so that a start is like the first one on a host.</summary>
internal static unsafe partial class PageCache
{
    private const int DontNeed = 4;
    private const int ProtectionRead = 1;
    private const int MapShared = 1;
    private static readonly nint MapFailed = -1;

    /// <summary>Drops all files of a folder, after writing them to disk: changed pages cannot be dropped.</summary>
    public static void Evict(string folder)
    {
        foreach (string path in Files(folder))
        {
            using var file = File.OpenHandle(path);
            int descriptor = (int)file.DangerousGetHandle();
            _ = Synchronize(descriptor);
            _ = Advise(descriptor, 0, 0, DontNeed);
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

        using var file = File.OpenHandle(path);
        nint map = Map(0, (nuint)length, ProtectionRead, MapShared, (int)file.DangerousGetHandle(), 0);
        if (map == MapFailed)
        {
            return 0;
        }

        int page = Environment.SystemPageSize;
        byte[] pages = new byte[(length + page - 1) / page];
        fixed (byte* vector = pages)
        {
            _ = InCore(map, (nuint)length, vector);
        }

        _ = Unmap(map, (nuint)length);
        return pages.LongCount(it => (it & 1) != 0) * page;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int descriptor, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(
        nint address,
        nuint length,
        int protection,
        int flags,
        int descriptor,
        long offset
    );

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(nint address, nuint length, byte* vector);
}
