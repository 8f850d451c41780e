using System.CommandLine;
using System.Globalization;

namespace Items.ColdStart.Modes;

/// <summary>Creates options whose values are checked when they are parsed.</summary>
internal static class OptionFactory
{
    /// <param name="expected">For the error message, after "needs".</param>
    /// <param name="parse">Returns null for an invalid value.</param>
    /// <param name="fallback">The value without the option; instead of null a list is empty.</param>
    public static Option<T> Create<T>(
        string name,
        string helpName,
        string description,
        string expected,
        Func<string, T> parse,
        T fallback = default!
    ) =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                // An empty value is reported by CommandLine.
                var value = text.Length == 0 ? default! : parse(text);
                if (value is null)
                {
                    result.AddError($"{name} needs {expected}, not '{text}'.");
                }

                return value;
            },
        };

    /// <summary>An option with a whole number.</summary>
    public static Option<int?> Number(
        string name,
        string description,
        int minimum = 1,
        int maximum = int.MaxValue,
        string helpName = "N",
        int? fallback = null
    ) =>
        Create<int?>(
            name,
            helpName,
            description,
            $"a whole number from {minimum} to {maximum}",
            text => TryParse(text, minimum, maximum),
            fallback
        );

    /// <summary>An option with comma-separated whole numbers.</summary>
    public static Option<int[]?> Numbers(
        string name,
        string description,
        string subject,
        int minimum,
        int maximum,
        params int[] fallback
    ) =>
        Create<int[]?>(
            name,
            "N[,N…]",
            description,
            $"{subject} from {minimum} to {maximum}",
            text =>
            {
                int?[] numbers = [.. text.Split(',').Select(it => TryParse(it, minimum, maximum))];
                return numbers.Contains(null) ? null : [.. numbers.OfType<int>()];
            },
            fallback
        );

    /// <returns>The parts of a comma-separated list.</returns>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int? TryParse(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, null, out int number) && number >= minimum && number <= maximum
            ? number
            : null;
}
