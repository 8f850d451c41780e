using System.Globalization;

namespace Items.ColdStart.Goals;

/// <summary>A figure of our function and the value that it should not exceed.</summary>
/// <param name="Unit">Of both values; empty for a ratio or a number.</param>
/// <param name="Measured">Null when it could not be measured.</param>
/// <param name="Reason">Why it could not be measured; otherwise empty.</param>
internal sealed record Goal(string Figure, double Maximum, string Unit, double? Measured, string Reason = "")
{
    public string Limit => $"≤ {Text(Maximum)}";

    public string Result => Measured is { } value ? Text(value) : $"not measured: {Reason}";

    public string Verdict =>
        Measured is not { } value ? "-"
        : value <= Maximum ? "met"
        : "missed";

    private string Text(double value) =>
        $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {Unit}".TrimEnd();
}
