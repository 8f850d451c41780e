namespace NativeLambda.Tests.Packaging;

/// <summary>Links programs that need a symbol in a given version, from a library made for this purpose.</summary>
internal static class TestExecutable
{
    /// <param name="folder">Where it is linked.</param>
    /// <param name="version">For example <c>GLIBC_2.99</c>.</param>
    /// <returns>The path of the executable.</returns>
    public static async Task<string> LinkAsync(TemporaryFolder folder, string version)
    {
        string library = folder.Write("library.c", "void versioned(void) {}");
        string script = folder.Write("versions", version + " { versioned; };");
        string main = folder.Write("main.c", "void versioned(void); int main(void) { versioned(); }");
        string shared = folder.PathTo("library.so");
        string executable = folder.PathTo("program");
        await TestProcess.RunAsync(
            "gcc",
            ["-shared", "-nostdlib", $"-Wl,--version-script={script}", library, "-o", shared]
        );
        await TestProcess.RunAsync("gcc", [main, shared, "-o", executable]);
        return executable;
    }
}
