using System.Globalization;
using Items.ColdStart.Sandboxes;
using Items.ColdStart.Tables;

namespace Items.ColdStart;

/// <summary>Under what the starts happen: CPU quota, page cache, whom they trust. What cannot be had here is said.</summary>
internal sealed class Conditions : IDisposable
{
    private readonly CpuQuota? _quota;
    private readonly bool _evict;

    private Conditions(CpuQuota? quota, bool evict, IReadOnlyList<string> sentences)
    {
        _quota = quota;
        _evict = evict;
        Sentences = sentences;
    }

    /// <summary>For the reader of a report.</summary>
    public IReadOnlyList<string> Sentences { get; }

    public static Conditions Prepare(
        MeasureOptions options,
        IReadOnlyList<Contestant> contestants,
        TestCertificates certificates
    )
    {
        List<string> sentences =
        [
            $"{options.Rounds} starts of each, in turn, after one that was dropped; {options.Calls} warm calls after each.",
            $"Everybody trusts the same {certificates.TrustedCount} roots, the one of this run among them.",
            $"Load of the machine in the minute before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {System.Environment.ProcessorCount} cores.",
        ];
        CpuQuota? quota = null;
        if (options.Memory is { } megabytes)
        {
            quota = CpuQuota.TryCreate(megabytes, out string reason);
            sentences.Add(
                quota is null
                    ? $"CPU quota of {megabytes} MB: NOT APPLIED, it cannot be set here ({reason})."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"CPU quota of {megabytes} MB from the first next on: {CpuQuota.Share(megabytes):0.000} vCPU in periods of {CpuQuota.Period.TotalMilliseconds} ms."
                    )
            );
        }

        if (options.Evict)
        {
            sentences.AddRange(contestants.Select(DescribeEviction));
        }

        return new Conditions(quota, options.Evict, sentences);
    }

    public void BeforeStart(Contestant contestant)
    {
        if (_evict)
        {
            PageCache.Evict(contestant.Folder);
        }
    }

    /// <summary>Between the first <c>next</c> and the first event.</summary>
    public void AfterInit(int pid) => _quota?.Add(pid);

    public void Dispose() => _quota?.Dispose();

    private static string DescribeEviction(Contestant contestant)
    {
        PageCache.Evict(contestant.Folder);
        return PageCache.Resident(contestant.Folder) == 0
            ? $"Page cache: the files of {contestant.Name} are dropped before each start, shared libraries and interpreters of the system are not."
            : $"Page cache: the files of {contestant.Name} are NOT DROPPED as far as can be seen: this file system or another process keeps them, or they belong to another user.";
    }
}
