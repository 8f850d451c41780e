using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.Template.Tests.Rules;

/// <summary>Parameters and outputs explain themselves, and a wrong value is rejected before anything is deployed.</summary>
internal static class ParameterRules
{
    private static readonly string[] Attributes =
    [
        "AllowedPattern",
        "AllowedValues",
        "ConstraintDescription",
        "Default",
        "Description",
        "MaxLength",
        "MaxValue",
        "MinLength",
        "MinValue",
        "NoEcho",
        "Type",
    ];

    public static IEnumerable<string> Check(Template template) =>
        [
            .. template.Parameters.SelectMany(entry => Parameter(entry.Key, entry.Value!.AsObject())),
            .. from output in template.Outputs
            from required in new[] { "Description", "Value" }
            where output.Value?[required] is null
            select $"Outputs.{output.Key}: needs a {required}",
        ];

    private static IEnumerable<string> Parameter(string name, JsonObject parameter)
    {
        foreach (string unknown in parameter.Select(entry => entry.Key).Except(Attributes))
        {
            yield return $"{name}.{unknown}: is not an attribute of a parameter";
        }

        if (parameter["Description"] is null)
        {
            yield return $"{name}: needs a Description";
        }

        string constraint = $"{parameter["Type"]}" == "Number" ? "MinValue" : "AllowedPattern";
        if (!parameter.ContainsKey("AllowedValues") && !parameter.ContainsKey(constraint))
        {
            yield return $"{name}: needs AllowedValues or {constraint}";
        }

        foreach (string value in Defaults(parameter).Where(value => !IsAllowed(parameter, value)))
        {
            yield return $"{name}.Default: '{value}' is not an allowed value";
        }
    }

    private static string[] Defaults(JsonObject parameter) =>
        parameter["Default"] is not { } value ? []
        : $"{parameter["Type"]}" == "CommaDelimitedList"
            ? $"{value}".Split(',', StringSplitOptions.TrimEntries)
        : [$"{value}"];

    private static bool IsAllowed(JsonObject parameter, string value) =>
        parameter["AllowedValues"] is JsonArray values ? values.Any(allowed => $"{allowed}" == value)
        : parameter["AllowedPattern"] is { } pattern
            ? Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromSeconds(1))
        : $"{parameter["Type"]}" != "Number"
            || (
                decimal.TryParse(value, out decimal number)
                && number >= Bound(parameter, "MinValue", decimal.MinValue)
                && number <= Bound(parameter, "MaxValue", decimal.MaxValue)
            );

    private static decimal Bound(JsonObject parameter, string name, decimal fallback) =>
        decimal.TryParse($"{parameter[name]}", out decimal bound) ? bound : fallback;
}
