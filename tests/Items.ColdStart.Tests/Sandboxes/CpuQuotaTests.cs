using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests.Sandboxes;

public sealed class CpuQuotaTests
{
    [Theory]
    [InlineData(1769, 1)]
    [InlineData(512, 0.289)]
    [InlineData(128, 0.072)]
    public void A_vCPU_is_for_1769_megabytes(int megabytes, double share) =>
        CpuQuota.Share(megabytes).Should().BeApproximately(share, 0.001);

    [ControlGroupFact]
    public async Task Each_process_has_its_own_quota()
    {
        using var quota = CpuQuota.TryCreate(128, out _)!;

        string statistics = Path.Combine(Groups().Single(), "cpu.stat");
        using var endless = TestFunction.Create("#!/bin/sh\nwhile :; do :; done\n");
        using (var busy = Start(endless))
        {
            quota.Add(busy.Id);

            await Wait.UntilAsync("the process is throttled", () => Throttled(statistics) > 0);
        }

        using var idler = TestFunction.Create("#!/bin/sh\nexec sleep 60\n");
        using var idle = Start(idler);
        await Wait.UntilAsync(
            "the process sleeps",
            () => LinuxProcess.Name(idle.Id) == "sleep" && LinuxProcess.State(idle.Id) == 'S'
        );
        quota.Add(idle.Id);

        Throttled(statistics).Should().Be(0);
    }

    [ControlGroupFact]
    public void Its_group_is_deleted_at_the_end()
    {
        using (CpuQuota.TryCreate(512, out _))
        {
            Groups().Should().ContainSingle();
        }

        Groups().Should().BeEmpty();
    }

    private static BootstrapProcess Start(TemporaryFolder folder)
    {
        var launch = folder.Launch();
        return BootstrapProcess.Start(launch.Bootstrap, launch.Environment, folder.FullPath, launch.Log);
    }

    private static string[] Groups() =>
        [
            .. Directory.EnumerateDirectories(
                "/sys/fs/cgroup",
                $"items-cold-start-{Environment.ProcessId}",
                SearchOption.AllDirectories
            ),
        ];

    /// <summary>Number of periods in which the group was throttled.</summary>
    private static int Throttled(string statistics) =>
        int.Parse(
            File.ReadLines(statistics)
                .First(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal))
                .Split(' ')[1]
        );
}
