namespace Items.LocalHost.Requests;

/// <summary>The function's metrics since the start of the host, by name.</summary>
internal sealed class MetricTotals
{
    /// <summary>Names beyond it are ignored: a function that writes random names must not fill the memory.</summary>
    private const int MaximumNames = 100;

    private readonly Dictionary<string, MetricTotal> _metrics = new(StringComparer.Ordinal);

    /// <summary>In order of their first appearance.</summary>
    public IEnumerable<MetricTotal> All => _metrics.Values;

    public void Add(MetricValue metric)
    {
        if (!_metrics.TryGetValue(metric.Name, out var total))
        {
            if (_metrics.Count == MaximumNames)
            {
                return;
            }

            _metrics[metric.Name] = total = new MetricTotal(metric.Name, metric.Unit);
        }

        foreach (double value in metric.Values)
        {
            total.Add(value);
        }
    }
}

/// <summary>Sum and distribution of a metric.</summary>
internal sealed class MetricTotal(string name, string unit)
{
    /// <summary>Neighbouring buckets differ by this factor, so a percentile has an error of one percent.</summary>
    private const double Factor = 1.02;

    /// <summary>The largest value of the first bucket; the last one begins above 20,000,000.</summary>
    private const double Smallest = 0.001;

    private readonly int[] _buckets = new int[1_200];

    public string Name => name;

    public string Unit => unit;

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public void Add(double value)
    {
        Count++;
        Sum += value;
        double bucket = value <= Smallest ? 0 : Math.Ceiling(Math.Log(value / Smallest, Factor));
        _buckets[(int)Math.Min(bucket, _buckets.Length - 1)]++;
    }

    /// <param name="share">Such as 0.99.</param>
    public double Percentile(double share)
    {
        long rank = (long)Math.Ceiling(Count * share);
        int bucket = 0;
        for (long seen = _buckets[0]; seen < rank; seen += _buckets[bucket])
        {
            bucket++;
        }

        // The middle of the bucket.
        return Smallest * Math.Pow(Factor, bucket - 0.5);
    }
}
