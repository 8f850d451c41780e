using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Items.ColdStart.Load;

/// <summary>The function's metrics in a <c>Server-Timing</c> header, in milliseconds; null where they are missing.</summary>
/// <remarks>https://www.w3.org/TR/server-timing/#the-server-timing-header-field</remarks>
internal readonly partial record struct ServerTiming(bool IsCold, double? Init, double? Total)
{
    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <returns>Null when the response has no such header, or none of the function's metrics in it.</returns>
    public static ServerTiming? Read(HttpHeaders headers)
    {
        var timing = default(ServerTiming);
        if (headers.NonValidated.TryGetValues("Server-Timing", out var fields))
        {
            foreach (string field in fields)
            {
                timing = timing.With(field);
            }
        }

        return timing == default ? null : timing;
    }

    /// <summary>Adds the metrics of a header; the first value of a metric counts.</summary>
    private ServerTiming With(string field)
    {
        // Separators inside quotes do not count. Of the quoted values only numbers matter, which have none.
        string unquoted = QuotedString().Replace(field, it => it.Value.Trim('"').Split(',', ';', '=')[0]);
        var timing = this;
        foreach (string metric in unquoted.Split(','))
        {
            string[] parts = metric.Split(';', StringSplitOptions.TrimEntries);
            timing = parts[0] switch
            {
                "cold" => timing with { IsCold = true },
                "init" => timing with { Init = timing.Init ?? Duration(parts) },
                "total" => timing with { Total = timing.Total ?? Duration(parts) },
                _ => timing,
            };
        }

        return timing;
    }

    private static double? Duration(string[] parts) =>
        parts
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(it => it[0].Equals("dur", StringComparison.OrdinalIgnoreCase))
            is [_, var value]
        && double.TryParse(value, Number, CultureInfo.InvariantCulture, out double duration)
        && double.IsFinite(duration)
            ? duration
            : null;

    [GeneratedRegex(
        """
            "(\\.|[^"\\])*("|$)
            """,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex QuotedString();
}
