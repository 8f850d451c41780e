using Items.LocalHost.Processes;

namespace Items.LocalHost.Tests;

internal static class Repository
{
    // Not with [CallerFilePath]: a CI build maps source paths to /_/.
    public static string Root { get; } =
        Path.GetDirectoryName(Tools.FindUpwards("Items.sln", AppContext.BaseDirectory))!;

    public static string ScriptedFunction { get; } =
        Path.Combine(Root, "tests", "Items.LocalHost.Tests", "ScriptedFunction", "bootstrap");
}
