using System.Globalization;
using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Sandboxes;

/// <summary>
/// A control group that limits sandboxes to the share of a CPU that Lambda gives to their memory: one vCPU for 1,769 MB.
/// Processes join it at their first <c>next</c>, because INIT has a full CPU.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html</remarks>
internal sealed class CpuQuota : IDisposable
{
    /// <summary>An assumption: AWS does not publish its own.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private const double MegabytesPerCpu = 1769;
    private const string Root = "/sys/fs/cgroup";

    private readonly string _parent;
    private readonly string _group;
    private readonly int _megabytes;

    private CpuQuota(string parent, int megabytes)
    {
        _parent = parent;
        _group = Path.Combine(parent, $"items-cold-start-{Environment.ProcessId}");
        _megabytes = megabytes;
    }

    public static double Share(int megabytes) => megabytes / MegabytesPerCpu;

    /// <param name="reason">Why the result is null, otherwise empty.</param>
    public static CpuQuota? TryCreate(int megabytes, out string reason)
    {
        List<string> errors = [];
        foreach (string parent in Parents())
        {
            var quota = new CpuQuota(parent, megabytes);
            try
            {
                quota.Make();
                quota.TestMove();
                reason = "";
                return quota;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                quota.Dispose();
                errors.Add(error.Message);
            }
        }

        reason = errors is [var first, ..] ? first : $"there is no {Root} with a CPU controller";
        return null;
    }

    /// <summary>
    /// Moves a process into a new group. In the old one it would be throttled for the CPU time of the process before it:
    /// at 128 MB for several periods.
    /// </summary>
    /// <exception cref="HostError">The process cannot be moved.</exception>
    public void Add(int processId)
    {
        try
        {
            Dispose();
            Make();
            Write("cgroup.procs", processId);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"process {processId} cannot get its CPU quota: {error.Message}");
        }
    }

    /// <summary>Retries, because the kernel removes an ended process from its group with a delay.</summary>
    public void Dispose()
    {
        const int attempts = 100;
        for (int attempt = 1; Directory.Exists(_group); attempt++)
        {
            try
            {
                Directory.Delete(_group);
            }
            catch (IOException) when (attempt < attempts)
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Version 1 has a hierarchy for the CPU; version 2 has one for all resources, at one of three places.</summary>
    private static IEnumerable<string> Parents()
    {
        string[] all = [$"{Root}/cpu", $"{Root}/cpu,cpuacct", Root, $"{Root}/unified", OwnGroup()];
        return all.Where(folder =>
            File.Exists(Path.Combine(folder, "cpu.cfs_quota_us"))
            || (
                File.Exists(Path.Combine(folder, "cgroup.controllers"))
                && File.ReadAllText(Path.Combine(folder, "cgroup.controllers")).Split().Contains("cpu")
            )
        );
    }

    /// <summary>The group of this process in version 2, which may be the only one that it can write to.</summary>
    private static string OwnGroup()
    {
        string? line = File.ReadLines("/proc/self/cgroup")
            .FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal));
        return Root + (line?[3..] ?? "");
    }

    private void Make()
    {
        Directory.CreateDirectory(_group);
        long period = (long)Period.TotalMicroseconds;
        long quota = (long)(period * Share(_megabytes));
        if (File.Exists(Path.Combine(_group, "cpu.cfs_quota_us")))
        {
            Write("cpu.cfs_period_us", period);
            Write("cpu.cfs_quota_us", quota);
            return;
        }

        string max = Path.Combine(_group, "cpu.max");
        if (!File.Exists(max))
        {
            File.WriteAllText(Path.Combine(_parent, "cgroup.subtree_control"), "+cpu");
        }

        File.WriteAllText(max, string.Create(CultureInfo.InvariantCulture, $"{quota} {period}"));
    }

    /// <summary>Moving processes into a group needs more rights than making it.</summary>
    private void TestMove()
    {
        // It runs until it is killed and needs no arguments.
        string program = Tools.Find("yes") ?? throw new IOException("the program yes is not on PATH");
        using var process = BootstrapProcess.Start(
            program,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "/",
            "/dev/null"
        );
        Write("cgroup.procs", process.Id);
    }

    private void Write(string file, long value) =>
        File.WriteAllText(Path.Combine(_group, file), value.ToString(CultureInfo.InvariantCulture));
}
