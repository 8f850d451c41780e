namespace Items.LocalHost;

/// <summary>Files that one process at a time has open. The kernel releases them when the process ends.</summary>
internal static class FileLock
{
    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    /// <returns>Null while another process has the file open.</returns>
    /// <exception cref="IOException">The file cannot be created, for example on a read-only file system.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create or write the file.</exception>
    public static FileStream? TryAcquire(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (InUse.Contains(error.HResult))
        {
            return null;
        }
    }
}
