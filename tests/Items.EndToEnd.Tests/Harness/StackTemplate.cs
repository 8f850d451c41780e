using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A copy of <c>template.yaml</c> with other values.</summary>
internal static partial class StackTemplate
{
    private const string ApiProperties = "    Type: AWS::Serverless::HttpApi\n    Properties:\n";

    /// <param name="path">Where the copy goes.</param>
    /// <param name="options">What it says of the template; the rest stays.</param>
    public static void Write(string path, StackOptions options)
    {
        string template = TableProperties()
            .Replace(
                File.ReadAllText(Repository.Path("template.yaml")),
                match => $"{match.Value}      TableName: {options.TablePrefix}{match.Groups["id"].Value}\n"
            );
        template = SetDefault(template, "ListShards", options.ListShards?.ToString());
        template = SetDefault(template, "AllowedOrigins", options.AllowedOrigin);
        template = SetDefault(template, "ServerTiming", options.ServerTiming);
        if (options.Stage is not null)
        {
            template = template.Replace(
                ApiProperties,
                $"{ApiProperties}      StageName: {options.Stage}\n",
                StringComparison.Ordinal
            );
        }

        File.WriteAllText(path, template);
    }

    private static string SetDefault(string template, string parameter, string? value) =>
        value is null
            ? template
            : Regex.Replace(
                template,
                $@"(?<before>  {parameter}:\n(    (?!Default).*\n)*    Default: ).*",
                match => match.Groups["before"].Value + value,
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            );

    [GeneratedRegex(
        @"^  (?<id>\w+):\n    Type: AWS::DynamoDB::Table\n(    [^P ].*\n)*    Properties:\n",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TableProperties();
}
