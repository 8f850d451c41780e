using System.Text.Json.Nodes;
using Items.Api;
using NativeLambda.Runtime;

namespace Items.Template.Tests;

public sealed class EnvironmentTests
{
    /// <summary>Valid as a table, a region, a key and an address.</summary>
    private const string Anything = "https://example.com";

    [Fact]
    public void The_template_sets_the_variables_that_the_function_reads_and_no_others()
    {
        var template = Template.Parse(File.ReadAllText(Repository.PathTo("template.yaml")));
        var variables = template.OfType("AWS::Serverless::Function").Single().Properties["Environment"]![
            "Variables"
        ]!.AsObject();
        var read = new HashSet<string>();

        Settings.Read(
            new EnvironmentVariables(name =>
            {
                read.Add(name);
                return variables[name] is { } value ? Value(template, value)
                    : IsLambdas(name) ? Anything
                    : null;
            })
        );

        string[] set = [.. variables.Select(variable => variable.Key)];
        read.Except(set).Where(name => !IsLambdas(name)).Should().BeEmpty("the template must set them");
        set.Except(read).Should().BeEmpty("the function must read them");
    }

    private static string Value(Template template, JsonNode value) =>
        template.TextsOf(value).FirstOrDefault() ?? Anything;

    // Lambda sets them, or, for an endpoint of DynamoDB, only the local host.
    private static bool IsLambdas(string name) => name.StartsWith("AWS_", StringComparison.Ordinal);
}
