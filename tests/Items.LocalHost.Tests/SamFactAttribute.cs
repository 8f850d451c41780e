using System.Diagnostics;

namespace Items.LocalHost.Tests;

/// <summary>A test that runs AWS's transform of SAM templates: skipped where it is not installed, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SamFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsInstalled = new(() =>
    {
        try
        {
            using var python = Process.Start(
                "python3",
                ["-c", "import importlib.util as i; exit(not i.find_spec('samtranslator'))"]
            );
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public SamFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") is null && !IsInstalled.Value)
        {
            Skip =
                "This test needs AWS's SAM translator. Install it with: python3 -m pip install aws-sam-translator";
        }
    }
}
