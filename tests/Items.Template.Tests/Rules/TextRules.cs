using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.Template.Tests.Rules;

/// <summary>The template can be deployed to any account, region and partition, and its JSON texts are valid.</summary>
internal static partial class TextRules
{
    public static IEnumerable<string> Check(Template template) =>
        [
            .. Texts(template).SelectMany(it => Fixed(it.Path, it.Text)),
            .. Texts(template)
                .Where(it => JsonTexts().IsMatch(it.Path))
                .SelectMany(it => NotJson(it.Path, it.Text)),
        ];

    private static IEnumerable<(string Path, string Text)> Texts(Template template) =>
        template
            .Resources.SelectMany(resource => Nodes.In(resource.Properties, resource.Name))
            .Concat(Nodes.In(template.Outputs, "Outputs"))
            .Where(it => it.Node is JsonValue)
            .Select(it => (it.Path.Replace(".Fn::Sub", "", StringComparison.Ordinal), $"{it.Node}"));

    private static IEnumerable<string> Fixed(string path, string text)
    {
        // A service principal has the same name in every partition.
        if (path.Contains(".Principal.Service", StringComparison.Ordinal))
        {
            return [];
        }

        return
        [
            .. Partition().IsMatch(text) ? [$"{path}: use ${{AWS::Partition}} instead of aws"] : (string[])[],
            .. UrlSuffix().IsMatch(text)
                ? [$"{path}: use ${{AWS::URLSuffix}} instead of amazonaws.com"]
                : (string[])[],
            .. Region().IsMatch(text) ? [$"{path}: use ${{AWS::Region}} instead of a region"] : (string[])[],
            .. Account().IsMatch(text)
                ? [$"{path}: use ${{AWS::AccountId}} instead of an account"]
                : (string[])[],
        ];
    }

    private static IEnumerable<string> NotJson(string path, string text)
    {
        try
        {
            // Variables stand for numbers, or for text inside quotes.
            JsonDocument.Parse(Variables().Replace(text, "1"));
            return [];
        }
        catch (JsonException)
        {
            return [$"{path}: is not JSON"];
        }
    }

    [GeneratedRegex(
        @"(DashboardBody|AccessLogSettings\.Format)(\[0\])?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex JsonTexts();

    [GeneratedRegex(@"\$\{[^}]+\}|\$context(\.\w+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variables();

    [GeneratedRegex(@"\barn:aws[\w-]*:", RegexOptions.None, 1000)]
    private static partial Regex Partition();

    [GeneratedRegex(@"\bamazonaws\.com\b", RegexOptions.None, 1000)]
    private static partial Regex UrlSuffix();

    [GeneratedRegex(
        @"\b[a-z]{2}(-gov|-iso[a-z]?)?-(north|south|east|west|central)[a-z]*-\d\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Region();

    [GeneratedRegex(@"(?<!\d)\d{12}(?!\d)", RegexOptions.None, 1000)]
    private static partial Regex Account();
}
