using System.Diagnostics;

namespace Items.LocalHost.Tests;

/// <summary>A test that signs requests with curl: skipped where curl cannot, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanSign = new(() =>
    {
        try
        {
            using var curl = Process.Start(
                new ProcessStartInfo("curl", ["--help", "all"])
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            return curl.StandardOutput.ReadToEnd().Contains("--aws-sigv4", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public CurlFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") is null && !CanSign.Value)
        {
            Skip = "This test needs curl 7.75 or newer on PATH. Install it with: apt-get install curl";
        }
    }
}
