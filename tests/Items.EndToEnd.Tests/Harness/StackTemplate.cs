using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A copy of <c>template.yaml</c> with other values.</summary>
internal static partial class StackTemplate
{
    /// <param name="path">Where the copy goes.</param>
    /// <param name="tablePrefix">In front of the names that tables have by default.</param>
    /// <param name="listShards">Default of the parameter; null leaves it.</param>
    /// <param name="allowedOrigin">Default of the parameter; null leaves it.</param>
    public static void Write(string path, string tablePrefix, int? listShards, string? allowedOrigin)
    {
        string template = TableProperties()
            .Replace(
                File.ReadAllText(Repository.Path("template.yaml")),
                match => $"{match.Value}      TableName: {tablePrefix}{match.Groups["id"].Value}\n"
            );
        if (listShards is { } shards)
        {
            template = ListShards().Replace(template, match => $"{match.Groups["before"].Value}{shards}");
        }

        if (allowedOrigin is not null)
        {
            template = AllowedOrigins()
                .Replace(template, match => $"{match.Groups["before"].Value}{allowedOrigin}");
        }

        File.WriteAllText(path, template);
    }

    [GeneratedRegex(
        @"^  (?<id>\w+):\n    Type: AWS::DynamoDB::Table\n(    [^P ].*\n)*    Properties:\n",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TableProperties();

    [GeneratedRegex(
        @"(?<before>ListShards:\n    Type: Number\n    Default: )\d+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ListShards();

    [GeneratedRegex(
        @"(?<before>  AllowedOrigins:\n(    (?!Default).*\n)*    Default: ).*",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AllowedOrigins();
}
