using System.Text.RegularExpressions;
using Items.LocalHost.Template;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Tests.Template;

/// <summary>
/// <c>samconfig.toml</c>, <c>docs/deploy.md</c> and <c>docs/operations.md</c> name what <c>template.yaml</c> has.
/// </summary>
public sealed partial class DeploymentTests
{
    private readonly YamlMappingNode _template = YamlText.Load(Repository.PathTo("template.yaml")).Root;

    [Fact]
    public void The_settings_of_each_stack_are_valid_values_of_parameters()
    {
        string[] sections = File.ReadAllText(Repository.PathTo("samconfig.toml"))
            .Split(".deploy.parameters]")[1..];
        sections.Should().HaveCount(2);
        foreach (string section in sections)
        {
            var settings = Setting().Matches(section);
            settings.Should().HaveCountGreaterThan(5);
            foreach (Match setting in settings)
            {
                ShouldBeValid(setting.Groups["name"].Value, setting.Groups["value"].Value);
            }
        }
    }

    [Fact]
    public void The_stacks_may_create_roles_and_have_names_that_are_valid_in_a_domain_of_Cognito()
    {
        string[] lines = File.ReadAllLines(Repository.PathTo("samconfig.toml"));

        lines.Where(line => line == "capabilities = \"CAPABILITY_IAM\"").Should().HaveCount(2);
        const string start = "stack_name = ";
        string[] names =
        [
            .. lines
                .Where(line => line.StartsWith(start, StringComparison.Ordinal))
                .Select(line => line[start.Length..].Trim('"')),
        ];
        names.Should().Equal("items-dev", "items-prod");
        names.Should().OnlyContain(name => StackName().IsMatch(name));
    }

    [Theory]
    [InlineData("docs/deploy.md")]
    [InlineData("docs/operations.md")]
    public void The_documentation_names_parameters_and_outputs_that_exist(string document)
    {
        string text = File.ReadAllText(Repository.PathTo(document));

        var outputs = Output().Matches(text).Select(match => match.Groups["name"].Value).Distinct();
        outputs.Should().BeSubsetOf(Names("Outputs"));
        var parameters = Assignment().Matches(text).Select(match => match.Groups["name"].Value).Distinct();
        parameters.Should().BeSubsetOf(Names("Parameters"));
        string[] words = [.. Word().Matches(text).Select(match => match.Groups["name"].Value).Distinct()];
        words.Should().HaveCountGreaterThan(10);
        string template = File.ReadAllText(Repository.PathTo("template.yaml"));
        words.Should().BeSubsetOf(Identifier().Matches(template).Select(match => match.Value));
    }

    [Fact]
    public void Each_output_is_used_in_the_documentation()
    {
        string text = string.Concat(
            new[] { "deploy", "operations", "security" }.Select(name =>
                File.ReadAllText(Repository.PathTo($"docs/{name}.md"))
            )
        );

        Names("Outputs")
            .Should()
            .NotBeEmpty()
            .And.BeSubsetOf(Identifier().Matches(text).Select(it => it.Value));
    }

    [Fact]
    public void Each_alarm_is_explained_in_the_documentation()
    {
        string text = File.ReadAllText(Repository.PathTo("docs/operations.md"));
        string[] alarms =
        [
            .. ((YamlMappingNode)YamlText.Child(_template, "Resources")!)
                .Children.Where(resource => Text(resource.Value, "Type") == "AWS::CloudWatch::Alarm")
                .Select(resource => resource.Key.ToString()),
        ];

        alarms.Should().HaveCountGreaterThan(5);
        alarms.Should().OnlyContain(alarm => text.Contains($"\n| `{alarm}` | "));
    }

    [Theory]
    [InlineData("ProvisionedConcurrencyStart")]
    [InlineData("ProvisionedConcurrencyEnd")]
    public void One_time_of_a_schedule_without_the_other_does_not_provision_concurrency_at_all_times(
        string parameter
    )
    {
        using var folder = new TemporaryFolder();
        const string Table = "ITEMS_TABLE: !Ref ItemsTable";
        string text = File.ReadAllText(Repository.PathTo("template.yaml"));
        text.Should().Contain(Table);
        string path = folder.Write(
            "template.yaml",
            text.Replace(Table, "ITEMS_TABLE: !If [IsProvisionedAlways, always, scheduled]")
        );

        Provisioned().Should().Be("always");
        Provisioned((parameter, "cron(0 7 ? * MON-FRI *)")).Should().Be("scheduled");

        string Provisioned(params (string Name, string Value)[] schedule) =>
            SamTemplate
                .Load(
                    path,
                    schedule
                        .Append(("ProvisionedConcurrency", "1"))
                        .ToDictionary(it => it.Item1, it => it.Item2)
                )
                .Function.Environment["ITEMS_TABLE"];
    }

    private void ShouldBeValid(string name, string value)
    {
        var parameter = YamlText.Child(YamlText.Child(_template, "Parameters"), name);
        parameter.Should().NotBeNull($"{name} is a parameter");
        if (YamlText.Child(parameter, "AllowedValues") is YamlSequenceNode allowed)
        {
            allowed.Select(node => node.ToString()).Should().Contain(value);
        }

        if (Text(parameter, "AllowedPattern") is { } pattern)
        {
            value.Should().MatchRegex(pattern);
        }

        if (Text(parameter, "Type") == "Number")
        {
            int number = int.Parse(value);
            number.Should().BeGreaterThanOrEqualTo(int.Parse(Text(parameter, "MinValue") ?? value));
            number.Should().BeLessThanOrEqualTo(int.Parse(Text(parameter, "MaxValue") ?? value));
        }
    }

    private IEnumerable<string> Names(string section) =>
        ((YamlMappingNode)YamlText.Child(_template, section)!).Children.Keys.Select(key => key.ToString());

    private static string? Text(YamlNode? parameter, string name) =>
        YamlText.Child(parameter, name)?.ToString();

    [GeneratedRegex(
        """^  "(?<name>\w+)=(?<value>.*)",$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Setting();

    [GeneratedRegex("^(?!.*(aws|amazon|cognito))[a-z][a-z0-9-]{0,49}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StackName();

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Identifier();

    /// <summary>In commands: <c>output NAME</c>.</summary>
    [GeneratedRegex(@"\boutput (?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Output();

    /// <summary>A value for samconfig.toml.</summary>
    [GeneratedRegex(@"["" (](?<name>[A-Z][a-z]\w+)=\S", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Assignment();

    /// <summary>A name in backticks that is in the style of CloudFormation.</summary>
    [GeneratedRegex("`(?<name>([A-Z][a-z]+[0-9]*){2,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
