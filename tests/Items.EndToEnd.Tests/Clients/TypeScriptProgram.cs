namespace Items.EndToEnd.Tests.Clients;

/// <summary>A program in a new project that installs the npm package of the TypeScript client.</summary>
internal static class TypeScriptProgram
{
    /// <summary>The default of new projects, which includes the DOM.</summary>
    public const string DefaultLibraries = "es2022,dom";

    /// <summary>Installs the package, compiles the program with strict checks, and runs it.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var folder = await CompileAsync(program, DefaultLibraries);
        return await TestProcess.RunAsync("node", [folder.PathTo("program.js"), .. arguments]);
    }

    /// <param name="libraries">The type libraries of the project.</param>
    /// <returns>The folder of the project, with program.js.</returns>
    public static async Task<TemporaryFolder> CompileAsync(string program, string libraries)
    {
        var folder = new TemporaryFolder();
        folder.Write("package.json", """{"type": "module"}""");
        folder.Write("program.ts", program);
        await TestProcess.RunAsync(
            "npm",
            "install",
            "--offline",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            folder.FullPath,
            Directory.GetFiles(Repository.PathTo("artifacts/clients"), "*.tgz").Single(),
            Repository.PathTo("node_modules/aws4fetch")
        );
        // Without the packages of types that happen to be installed here.
        folder.Write(
            "tsconfig.json",
            $$"""
            {
              "compilerOptions": {
                "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
                "target": "es2022", "module": "nodenext", "types": [],
                "lib": [{{string.Join(", ", libraries.Split(',').Select(it => $"\"{it}\""))}}]
              }
            }
            """
        );
        await TestProcess.RunAsync(
            "node",
            Repository.PathTo("node_modules/typescript/bin/tsc"),
            "--project",
            folder.FullPath
        );
        return folder;
    }
}
