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
    public async Task A_process_is_held_to_its_quota_and_does_not_pay_for_the_one_before_or_the_reason_is_given()
    {
        using var quota = CpuQuota.TryCreate(128, out string reason);
        if (quota is null)
        {
            reason.Should().NotBeEmpty();
            return;
        }

        string statistics = Path.Combine(Groups().Single(), "cpu.stat");
        using var endless = Scripted.Bootstrap("#!/bin/sh\nwhile :; do :; done\n");
        using (var busy = Start(endless))
        {
            quota.Add(busy.Id);

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Throttled(statistics) == 0)
            {
                await Task.Delay(10, patience.Token);
            }
        }

        using var idler = Scripted.Bootstrap("#!/bin/sh\nexec sleep 60\n");
        using var idle = Start(idler);
        quota.Add(idle.Id);

        Throttled(statistics).Should().Be(0);
    }

    [Fact]
    public void Its_group_is_gone_at_the_end()
    {
        using (var quota = CpuQuota.TryCreate(512, out _))
        {
            Groups().Should().HaveCount(quota is null ? 0 : 1);
        }

        Groups().Should().BeEmpty();
    }

    private static BootstrapProcess Start(Scripted scripted)
    {
        var launch = scripted.Launch();
        return BootstrapProcess.Start(launch.Bootstrap, launch.Environment, scripted.Folder, launch.Log);
    }

    private static string[] Groups() =>
        [
            .. Directory.EnumerateDirectories(
                "/sys/fs/cgroup",
                $"items-cold-start-{Environment.ProcessId}",
                SearchOption.AllDirectories
            ),
        ];

    /// <summary>In how many periods the group has run out of time.</summary>
    private static int Throttled(string statistics) =>
        int.Parse(
            File.ReadLines(statistics)
                .First(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal))
                .Split(' ')[1]
        );
}
