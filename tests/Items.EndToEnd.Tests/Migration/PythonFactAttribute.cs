namespace Items.EndToEnd.Tests.Migration;

/// <summary>A test that runs Python: skipped where Python 3 is not installed, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "python3")));
        if (!isInstalled && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "This test needs Python 3 on PATH. Install it with: apt-get install python3";
        }
    }
}
