using System.Text.Json.Nodes;
using Items.Api;
using NativeLambda.Runtime;

namespace Items.Template.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public void The_template_sets_the_variables_that_the_function_reads_and_no_others()
    {
        var template = Template.Parse(File.ReadAllText(Repository.PathTo("template.yaml")));
        var variables = template.OfType("AWS::Serverless::Function").Single().Properties["Environment"]![
            "Variables"
        ]!.AsObject();
        var read = new HashSet<string>();

        // Names that do not come from the template are Lambda's own, and an endpoint that only tests set.
        Settings.Read(
            new EnvironmentVariables(name =>
            {
                read.Add(name);
                return variables[name] is { } value ? Value(template, value) : "https://example.com";
            })
        );

        read.Where(name => !name.StartsWith("AWS_", StringComparison.Ordinal))
            .Should()
            .BeEquivalentTo(variables.Select(variable => variable.Key));
    }

    private static string Value(Template template, JsonNode value) =>
        template.TextsOf(value).FirstOrDefault() ?? "https://example.com";
}
