using Items.LocalHost.Processes;

namespace Items.ColdStart.Tests;

internal static class Repository
{
    public static string Root { get; } =
        Path.GetDirectoryName(Tools.FindUpwards("Items.sln", AppContext.BaseDirectory))!;
}
