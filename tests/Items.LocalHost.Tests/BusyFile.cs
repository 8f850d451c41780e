namespace Items.LocalHost.Tests;

/// <summary>
/// A file that exists and that no user can open for writing, not even root, as on a read-only file system: the kernel rejects
/// that for a program that runs.
/// </summary>
internal sealed class BusyFile : IAsyncDisposable
{
    private readonly TestProcess _program;

    private BusyFile(TestProcess program) => _program = program;

    public static async Task<BusyFile> CreateAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // By another process: see TemporaryFolder.
        await TestProcess.RunAsync("cp", "/bin/sleep", path);
        var program = new TestProcess(path, "infinity");
        await Wait.UntilAsync("the program runs", () => LinuxProcess.Name(program.Id) == Name(path));
        return new BusyFile(program);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // The kernel keeps 15 characters.
    private static string Name(string path)
    {
        string name = Path.GetFileName(path);
        return name[..Math.Min(15, name.Length)];
    }
}
