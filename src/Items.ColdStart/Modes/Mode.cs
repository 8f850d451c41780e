using System.CommandLine;
using System.Globalization;

namespace Items.ColdStart.Modes;

/// <summary>A measurement that the tool offers.</summary>
internal abstract class Mode
{
    /// <summary>The option that chooses the mode; null for the default mode.</summary>
    public virtual Option? Choice => null;

    /// <summary>For --help, after "it".</summary>
    public abstract string Purpose { get; }

    /// <summary>All options of the mode, <see cref="Choice"/> included.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <returns>An error message about the values of the options, or null.</returns>
    public abstract string? Problem(ParseResult result);

    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken);

    /// <returns>Null when one of the comma-separated numbers is not a whole number of the range.</returns>
    protected static int[]? Numbers(string list, int minimum, int maximum)
    {
        int[] numbers =
        [
            .. list.Split(',').Select(it => int.TryParse(it, NumberStyles.None, null, out int n) ? n : 0),
        ];
        return numbers.All(it => it >= minimum && it <= maximum) ? numbers : null;
    }
}
