namespace Items.Testing;

/// <summary>Paths in the repository that the tests were built from.</summary>
public static class Repository
{
    // Not by [CallerFilePath]: a CI build maps the paths of its sources to /_/.
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The published native function.</summary>
    public static string Bootstrap => PathTo("artifacts/function/bootstrap");

    public static string PathTo(string relative) => Path.Combine(Root, relative);

    private static string FindRoot(string? folder) =>
        folder is null
            ? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository.")
        : File.Exists(Path.Combine(folder, "Items.sln")) ? folder
        : FindRoot(Path.GetDirectoryName(folder));
}
