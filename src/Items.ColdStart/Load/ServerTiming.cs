using System.Globalization;
using System.Net.Http.Headers;

namespace Items.ColdStart.Load;

/// <summary>What the function says about one of its answers, in milliseconds; null where it says nothing.</summary>
/// <remarks>https://www.w3.org/TR/server-timing/#the-server-timing-header-field</remarks>
internal readonly record struct ServerTiming(bool IsCold, double? Init, double? Total)
{
    /// <returns>Null when the answer has no such header, or none of the function's metrics in it.</returns>
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

    /// <summary>Adds the metrics of one more field; of a metric that comes twice the first counts.</summary>
    internal ServerTiming With(ReadOnlySpan<char> field)
    {
        var timing = this;
        while (!field.IsEmpty)
        {
            var metric = Take(ref field, ',');
            var name = Take(ref metric, ';').Trim(" \t");
            timing = name switch
            {
                "cold" => timing with { IsCold = true },
                "init" => timing with { Init = timing.Init ?? Duration(metric) },
                "total" => timing with { Total = timing.Total ?? Duration(metric) },
                _ => timing,
            };
        }

        return timing;
    }

    private static double? Duration(ReadOnlySpan<char> parameters)
    {
        while (!parameters.IsEmpty)
        {
            var value = Take(ref parameters, ';');
            var name = Take(ref value, '=').Trim(" \t");
            if (name.Equals("dur", StringComparison.OrdinalIgnoreCase))
            {
                return Number(value.Trim(" \t"));
            }
        }

        return null;
    }

    // Nothing but digits can be escaped in a number, and nobody does.
    private static double? Number(ReadOnlySpan<char> value) =>
        double.TryParse(
            value is ['"', .. var quoted, '"'] ? quoted : value,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out double number
        ) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Cuts off what comes before the separator, which does not count inside a quoted string.</summary>
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, char separator)
    {
        bool isQuoted = false;
        for (int i = 0; i < rest.Length; i++)
        {
            if (isQuoted && rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && rest[i] == separator)
            {
                var taken = rest[..i];
                rest = rest[(i + 1)..];
                return taken;
            }
        }

        var all = rest;
        rest = default;
        return all;
    }
}
