namespace Items.LocalHost.Processes;

/// <summary>Finds programs and files of the repository.</summary>
internal static class Tools
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Full path of a program on PATH; null when there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory =>
                Path.Combine(directory, OperatingSystem.IsWindows() ? $"{program}.exe" : program)
            )
            .FirstOrDefault(IsExecutable);

    public static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);

    /// <summary>Searches the start folders and their parents for a file; null when there is none.</summary>
    public static string? FindUpwards(string relativePath, params ReadOnlySpan<string> starts)
    {
        foreach (string start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                string path = Path.Combine(folder.FullName, relativePath);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
