using System.Globalization;
using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Sandboxes;

/// <summary>
/// A control group that gives sandboxes the share of a CPU that Lambda gives to their memory; one vCPU belongs to
/// 1,769 MB. Processes join it at their first <c>next</c>, because INIT has a full CPU.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html</remarks>
internal sealed class CpuQuota : IDisposable
{
    /// <summary>AWS does not publish its period.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private const double MegabytesPerCpu = 1769;
    private const string Root = "/sys/fs/cgroup";

    private readonly string _parent;
    private readonly string _group;
    private readonly int _megabytes;

    private CpuQuota(string parent, int megabytes)
    {
        _parent = parent;
        _group = Path.Combine(parent, $"items-cold-start-{System.Environment.ProcessId}");
        _megabytes = megabytes;
    }

    public static double Share(int megabytes) => megabytes / MegabytesPerCpu;

    /// <param name="reason">Why there is none, when this answers null.</param>
    public static CpuQuota? TryCreate(int megabytes, out string reason)
    {
        List<string> refusals = [];
        foreach (string parent in Parents())
        {
            var made = new CpuQuota(parent, megabytes);
            try
            {
                made.Make();
                made.Try();
                reason = "";
                return made;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                made.Dispose();
                refusals.Add(error.Message);
            }
        }

        reason = refusals is [var first, ..] ? first : $"there is no {Root} with a CPU controller";
        return null;
    }

    /// <summary>
    /// Puts a process into a new group. The old one would have it pay for what the process before it still owes, its
    /// end among it: at 128 MB that is several periods.
    /// </summary>
    /// <exception cref="HostError">The process may not be moved.</exception>
    public void Add(int pid)
    {
        try
        {
            Dispose();
            Make();
            Write("cgroup.procs", pid);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"process {pid} cannot be given its CPU quota: {error.Message}");
        }
    }

    /// <summary>A group goes when its last process is gone, which may be a moment after it was waited for.</summary>
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

    /// <summary>Version 1 has a hierarchy for CPUs alone; version 2 has one for everything, here or beside it.</summary>
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

    /// <summary>Where version 2 has put this process, which may be the only place that it may write to.</summary>
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

    /// <summary>Who may make a group may not always move processes into it.</summary>
    private void Try()
    {
        // It runs until it is ended and needs no arguments.
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
