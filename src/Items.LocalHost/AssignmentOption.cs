using System.Collections.ObjectModel;
using System.CommandLine;

namespace Items.LocalHost;

/// <summary>An option of the command line with the value <c>NAME=VALUE</c>, which may be given several times.</summary>
internal sealed class AssignmentOption : Option<IReadOnlyDictionary<string, string>>
{
    /// <param name="findError">What is wrong with a name; null when nothing is.</param>
    public AssignmentOption(string name, Func<string, string?>? findError = null)
        : base(name)
    {
        HelpName = "NAME=VALUE";
        Arity = ArgumentArity.OneOrMore;
        CustomParser = result =>
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var token in result.Tokens)
            {
                string[] parts = token.Value.Split('=', 2);
                string? error =
                    parts is not [{ Length: > 0 } variable, var value]
                        ? $"needs NAME=VALUE, not {token.Value}"
                    : findError?.Invoke(variable) is { } reason ? $"{variable}: {reason}"
                    : !values.TryAdd(variable, value) ? $"{variable} is given more than once"
                    : null;
                if (error is not null)
                {
                    result.AddError($"{name} {error}.");
                    break;
                }
            }

            return values;
        };
    }

    /// <returns>Empty when the option is not given.</returns>
    public IReadOnlyDictionary<string, string> ValuesOf(ParseResult result) =>
        result.GetValue(this) ?? ReadOnlyDictionary<string, string>.Empty;
}
