using System.Diagnostics;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests.Sandboxes;

public sealed class CpuQuotaTests
{
    [Theory]
    [InlineData(1769, 1)]
    [InlineData(512, 0.289)]
    [InlineData(128, 0.072)]
    public void A_vCPU_belongs_to_1769_megabytes(int megabytes, double share) =>
        CpuQuota.Share(megabytes).Should().BeApproximately(share, 0.001);

    [Fact]
    public void A_process_is_held_to_its_quota_or_the_reason_is_given()
    {
        using var quota = CpuQuota.TryCreate(128, out string reason);
        if (quota is null)
        {
            reason.Should().NotBeEmpty();
            return;
        }

        using var scripted = Scripted.Bootstrap("#!/bin/sh\nwhile :; do :; done\n");
        var launch = scripted.Launch();
        using var process = BootstrapProcess.Start(
            launch.Bootstrap,
            launch.Environment,
            scripted.Folder,
            launch.Log
        );
        quota.Add(process.Id);
        var before = process.CpuTime();
        var clock = Stopwatch.StartNew();

        SpinWait.SpinUntil(() => clock.Elapsed > TimeSpan.FromSeconds(1));

        var used = process.CpuTime() - before;
        (used / clock.Elapsed).Should().BeInRange(0.001, 0.3);
    }

    [Fact]
    public void Its_group_is_gone_at_the_end()
    {
        string[] Groups() =>
            [
                .. Directory.GetDirectories(
                    "/sys/fs/cgroup",
                    "items-cold-start-*",
                    SearchOption.AllDirectories
                ),
            ];
        using (var quota = CpuQuota.TryCreate(512, out _))
        {
            Groups().Where(IsOurs).Should().HaveCount(quota is null ? 0 : 1);
        }

        Groups().Where(IsOurs).Should().BeEmpty();
    }

    private static bool IsOurs(string group) =>
        group.EndsWith($"-{Environment.ProcessId}", StringComparison.Ordinal);
}
