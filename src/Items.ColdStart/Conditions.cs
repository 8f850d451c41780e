using Items.ColdStart.Sandboxes;
using Items.ColdStart.Tables;

namespace Items.ColdStart;

/// <summary>The conditions of the starts: CPU quota, page cache, trusted certificate authorities.</summary>
internal sealed class Conditions : IDisposable
{
    private readonly CpuQuota? _quota;
    private readonly bool _evict;

    private Conditions(CpuQuota? quota, bool evict, IReadOnlyList<string> descriptions)
    {
        _quota = quota;
        _evict = evict;
        Descriptions = descriptions;
    }

    /// <summary>Sentences for the report. They also say which condition could not be established.</summary>
    public IReadOnlyList<string> Descriptions { get; }

    public static Conditions Prepare(
        MeasureOptions options,
        IReadOnlyList<Contestant> contestants,
        TestCertificates certificates
    )
    {
        List<string> descriptions =
        [
            $"{options.Rounds} starts of each contestant, in turn, after one that was dropped; {options.Calls} warm calls after each.",
            $"All contestants trust the same {certificates.TrustedCount} certificate authorities, the one of this run among them.",
            $"Load average of the minute before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {Environment.ProcessorCount} cores.",
        ];
        if (!PackageSize.IsAdvzipInstalled())
        {
            descriptions.Add("Zips are about 2 % larger than published: advzip is not installed.");
        }

        CpuQuota? quota = null;
        if (options.Memory is { } megabytes)
        {
            quota = CpuQuota.TryCreate(megabytes, out string reason);
            descriptions.Add(
                quota is null
                    ? $"CPU quota of {megabytes} MB: NOT APPLIED, it cannot be set here ({reason})."
                    : $"CPU quota of {megabytes} MB from the first next on: {CpuQuota.Share(megabytes):0.000} vCPU in periods of {CpuQuota.Period.TotalMilliseconds} ms."
            );
        }

        if (options.Evict)
        {
            descriptions.AddRange(contestants.Select(DescribeEviction));
        }

        return new Conditions(quota, options.Evict, descriptions);
    }

    public void BeforeStart(Contestant contestant)
    {
        if (_evict)
        {
            PageCache.Evict(contestant.Folder);
        }
    }

    /// <summary>To be called between the first <c>next</c> and the first event.</summary>
    public void AfterInit(int processId) => _quota?.Add(processId);

    public void Dispose() => _quota?.Dispose();

    private static string DescribeEviction(Contestant contestant)
    {
        PageCache.Evict(contestant.Folder);
        return PageCache.Resident(contestant.Folder) == 0
            ? $"Page cache: the files of {contestant.Name} are dropped before each start, shared libraries and interpreters of the system are not."
            : $"Page cache: files of {contestant.Name} are NOT DROPPED: the file system or another process keeps them, or they belong to another user.";
    }
}
