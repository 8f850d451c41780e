namespace Items.LocalHost.EditLoop;

/// <summary>The function's source files with their times.</summary>
internal sealed class SourceSnapshot
{
    private static readonly EnumerationOptions VisibleFiles = new()
    {
        RecurseSubdirectories = true,
        // Editors keep unsaved text in files whose name starts with a dot.
        AttributesToSkip = FileAttributes.Hidden,
        // A folder may be deleted meanwhile.
        IgnoreInaccessible = true,
    };

    private readonly Dictionary<string, DateTime> _times;

    private SourceSnapshot(Dictionary<string, DateTime> times) => _times = times;

    /// <param name="directory">Root of the repository; paths are relative to it.</param>
    public static SourceSnapshot Take(string directory) =>
        new(
            FunctionSources
                .Folders(directory)
                .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", VisibleFiles))
                .Concat(FunctionSources.EnumerateRootFiles(directory))
                .Where(file => !file.Name.EndsWith('~'))
                .ToDictionary(
                    file => Path.GetRelativePath(directory, file.FullName),
                    file => file.LastWriteTimeUtc,
                    StringComparer.Ordinal
                )
        );

    /// <returns>The files that were changed, added or deleted.</returns>
    public IReadOnlyList<string> ChangesSince(SourceSnapshot earlier) =>
        [
            .. _times
                .Except(earlier._times)
                .Concat(earlier._times.Except(_times))
                .Select(file => file.Key)
                .Distinct(),
        ];
}
