namespace Items.EndToEnd.Tests.Harness;

/// <summary>A test in a real browser: skipped where Chromium is not installed, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Missing =
        "This test needs Chromium on PATH. Install it with: apt-get install chromium";

    public BrowserFactAttribute()
    {
        if (Browser.Program is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = Missing;
        }
    }
}
