using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>The <c>Parameters</c> of a template and their values: those of the command line, else the defaults.</summary>
internal sealed class TemplateParameters
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    private readonly YamlText _yaml;
    private readonly YamlNode? _parameters;
    private readonly IReadOnlyDictionary<string, string> _values;

    /// <param name="values">Of the command line.</param>
    /// <exception cref="HostError">The template has no such parameter, or it does not accept the value.</exception>
    public TemplateParameters(YamlText yaml, IReadOnlyDictionary<string, string> values)
    {
        _yaml = yaml;
        _parameters = YamlText.Child(yaml.Root, "Parameters");
        _values = values;
        foreach (var (name, value) in values)
        {
            var parameter =
                YamlText.Child(_parameters, name)
                ?? throw yaml.Error(
                    _parameters ?? yaml.Root,
                    $"the template has no parameter {name} (option --parameter)"
                );
            if (FindError(parameter, value) is { } error)
            {
                throw new HostError($"--parameter {name}={value}: the value must {error}");
            }
        }
    }

    public bool Contains(string name) => YamlText.Child(_parameters, name) is not null;

    /// <returns>Null when the template has no such parameter.</returns>
    /// <exception cref="HostError">It has neither a default nor a value of the command line.</exception>
    public string? Find(string name) =>
        YamlText.Child(_parameters, name) is not { } parameter ? null
        : _values.TryGetValue(name, out string? value) ? value
        : Text(parameter, "Default")
            ?? throw _yaml.Error(
                parameter,
                $"parameter {name} has no Default; give it a value with --parameter {name}=…"
            );

    /// <returns>Null when the name is not that of a list parameter.</returns>
    public IReadOnlyList<string>? FindList(string name) =>
        YamlText.Child(_parameters, name) is { } parameter && IsList(parameter)
            ? Find(name)!.Split(',', StringSplitOptions.TrimEntries)
            : null;

    /// <summary>CloudFormation's checks; of a list each element must pass them.</summary>
    /// <returns>What the value must be; null when the parameter accepts it.</returns>
    private static string? FindError(YamlNode parameter, string value) =>
        IsList(parameter)
            ? value
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(element => FindElementError(parameter, element))
                .FirstOrDefault(error => error is not null)
            : FindElementError(parameter, value);

    private static string? FindElementError(YamlNode parameter, string value)
    {
        if (
            YamlText.Child(parameter, "AllowedValues") is YamlSequenceNode allowed
            && allowed.Select(node => $"{node}").ToArray() is var texts
            && !texts.Contains(value)
        )
        {
            return $"be one of {string.Join(", ", texts)}";
        }

        if (
            Text(parameter, "AllowedPattern") is { } pattern
            && !Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.None, PatternTimeout)
        )
        {
            return $"match {pattern}";
        }

        return Text(parameter, "Type") is "Number" or "List<Number>"
            ? FindRangeError(parameter, value, "MinValue", "MaxValue", "be a number", isLength: false)
            : FindRangeError(parameter, value, "MinLength", "MaxLength", "have a length", isLength: true);
    }

    private static string? FindRangeError(
        YamlNode parameter,
        string value,
        string minimum,
        string maximum,
        string requirement,
        bool isLength
    )
    {
        double least = Number(Text(parameter, minimum)) ?? double.NegativeInfinity;
        double most = Number(Text(parameter, maximum)) ?? double.PositiveInfinity;
        if ((isLength ? value.Length : Number(value)) is { } number && number >= least && number <= most)
        {
            return null;
        }

        return requirement
            + (double.IsFinite(least) ? $" from {least}" : "")
            + (double.IsFinite(most) ? $" to {most}" : "");
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    private static bool IsList(YamlNode parameter) =>
        Text(parameter, "Type") is "CommaDelimitedList" or "List<Number>";

    private static string? Text(YamlNode parameter, string property) =>
        YamlText.Child(parameter, property) is YamlScalarNode { Value: { } value } ? value : null;
}
