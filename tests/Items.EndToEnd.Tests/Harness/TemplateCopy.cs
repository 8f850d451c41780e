using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Harness;

/// <summary><c>template.yaml</c> with other values.</summary>
internal static partial class TemplateCopy
{
    public static string Text(HostedApiOptions options)
    {
        string template = File.ReadAllText(Repository.PathTo("template.yaml"));
        if (options.TablePrefix != "")
        {
            template = Replace(
                template,
                TableProperties(),
                match => $"{match.Value}      TableName: {options.TablePrefix}{match.Groups["id"].Value}\n"
            );
        }

        template = SetDefault(template, "ListShards", options.ListShards?.ToString());
        template = SetDefault(template, "AllowedOrigins", options.AllowedOrigin);
        template = SetDefault(template, "ServerTiming", options.ServerTiming);
        if (options.Stage is { } stage)
        {
            template = Replace(
                template,
                ApiProperties(),
                match => $"{match.Value}      StageName: {stage}\n"
            );
        }

        foreach (var (text, replacement) in options.TemplateEdits)
        {
            template = Replace(
                template,
                new Regex(Regex.Escape(text), RegexOptions.None, Timeout),
                _ => replacement
            );
        }

        return template;
    }

    private static TimeSpan Timeout => TimeSpan.FromSeconds(1);

    private static string SetDefault(string template, string parameter, string? value) =>
        value is null
            ? template
            : Replace(
                template,
                new Regex(
                    $@"(?<=\n  {parameter}:\n(    (?!Default).*\n)*    Default: ).*",
                    RegexOptions.ExplicitCapture,
                    Timeout
                ),
                _ => value
            );

    private static string Replace(string template, Regex pattern, MatchEvaluator replacement) =>
        pattern.IsMatch(template)
            ? pattern.Replace(template, replacement)
            : throw new InvalidOperationException($"template.yaml has no text that matches {pattern}");

    [GeneratedRegex("    Type: AWS::Serverless::HttpApi\n    Properties:\n", RegexOptions.None, 1000)]
    private static partial Regex ApiProperties();

    [GeneratedRegex(
        @"^  (?<id>\w+):\n    Type: AWS::DynamoDB::Table\n(    [^P ].*\n)*    Properties:\n",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TableProperties();
}
