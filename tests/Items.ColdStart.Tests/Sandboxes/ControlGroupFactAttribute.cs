using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests.Sandboxes;

/// <summary>A test that is skipped where this process may not create control groups, as in many containers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ControlGroupFactAttribute : FactAttribute
{
    // Once: a group that is created for this would be one too many while a test runs.
    private static readonly string? SkipReason = FindSkipReason();

    public ControlGroupFactAttribute() => Skip = SkipReason;

    private static string? FindSkipReason()
    {
        using var quota = CpuQuota.TryCreate(128, out string reason);
        return quota is null ? $"Control groups cannot be created here: {reason}" : null;
    }
}
