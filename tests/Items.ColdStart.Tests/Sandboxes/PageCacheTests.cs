using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests.Sandboxes;

public sealed class PageCacheTests
{
    [Fact]
    public void Files_are_dropped_unless_their_file_system_is_in_memory()
    {
        // Not in /tmp, which is in memory on many machines.
        var folder = Directory.CreateDirectory(
            Path.Combine(AppContext.BaseDirectory, Path.GetRandomFileName())
        );
        try
        {
            string file = Path.Combine(folder.FullName, "file");
            File.WriteAllBytes(file, new byte[1024 * 1024]);
            PageCache.Resident(folder.FullName).Should().Be(1024 * 1024);

            PageCache.Evict(folder.FullName);

            bool isMemory = new DriveInfo(folder.FullName).DriveFormat is "tmpfs" or "ramfs";
            PageCache.Resident(folder.FullName).Should().Be(isMemory ? 1024 * 1024 : 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
