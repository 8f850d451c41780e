namespace Items.LocalHost.Lambda;

/// <summary>What a sandbox runs.</summary>
/// <param name="File">Full path of the program.</param>
/// <param name="Arguments">Of the program.</param>
/// <param name="TaskRoot">Folder of the function; <c>/var/task</c> in AWS.</param>
internal sealed record FunctionProgram(string File, IReadOnlyList<string> Arguments, string TaskRoot)
    : IDisposable
{
    /// <summary>Whether the folder contains nothing but this build, and is deleted on disposal.</summary>
    public bool IsTemporary { get; init; }

    /// <param name="bootstrap">Full path of the executable.</param>
    public static FunctionProgram Native(string bootstrap) =>
        new(bootstrap, [], Path.GetDirectoryName(bootstrap)!);

    public void Dispose()
    {
        if (IsTemporary && Directory.Exists(TaskRoot))
        {
            Directory.Delete(TaskRoot, recursive: true);
        }
    }
}
