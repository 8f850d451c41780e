using System.Diagnostics;

namespace Items.LocalHost.Tests;

/// <summary>A test that calls the host with AWS's SDK for Python: skipped where it is not installed, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Boto3FactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsInstalled = new(() =>
    {
        try
        {
            using var python = Process.Start(
                "python3",
                ["-c", "import importlib.util as i; exit(not i.find_spec('boto3'))"]
            );
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public Boto3FactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") is null && !IsInstalled.Value)
        {
            Skip = "This test needs AWS's SDK for Python. Install it with: python3 -m pip install boto3";
        }
    }
}
