using System.CommandLine;
using System.Globalization;

namespace Items.LocalHost;

/// <summary>An option of the command line whose value is a whole number; null when it is not given.</summary>
internal class NumberOption : Option<int?>
{
    /// <param name="requirement">What the value must be, for the error of another value.</param>
    public NumberOption(
        string name,
        int minimum = 1,
        int maximum = int.MaxValue,
        string requirement = "a whole number above zero"
    )
        : base(name)
    {
        HelpName = "N";
        CustomParser = result =>
        {
            if (
                result.Tokens is [{ Value: var text }]
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number >= minimum
                && number <= maximum
            )
            {
                return number;
            }

            result.AddError($"{name} needs {requirement}.");
            return null;
        };
    }
}

/// <summary>A port.</summary>
/// <param name="minimum">0 when that stands for a free port.</param>
internal sealed class PortOption(string name, int minimum = 0)
    : NumberOption(name, minimum, 65535, $"a port number from {minimum} to 65535");
