using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

public sealed class ConditionsTests
{
    [Theory]
    [InlineData("!Equals [!Ref Size, 3]", true)]
    [InlineData("!Equals [!Ref Size, 4]", false)]
    [InlineData("{ 'Fn::Equals': [{ Ref: Empty }, ''] }", true)]
    [InlineData("!Not [!Equals [!Ref Size, 3]]", false)]
    [InlineData("!And [!Condition Yes, !Condition Yes]", true)]
    [InlineData("!And [!Condition Yes, { Condition: No }]", false)]
    [InlineData("!Or [!Condition No, { Condition: Yes }]", true)]
    [InlineData("!Or [!Condition No, !Condition No]", false)]
    public void A_condition_chooses_the_branch_of_If(string condition, bool isTrue)
    {
        var template = Load(condition, variables: "{ A: !If [Tested, 'true', 'false'] }");

        template.Function.Environment.Should().Equal(Variables(("A", isTrue ? "true" : "false")));
    }

    [Fact]
    public void If_may_be_in_another_If_and_in_long_form()
    {
        var template = Load(
            "!Condition Yes",
            variables: "{ 'Fn::If': [Tested, { A: !If [No, one, !Ref Size] }, { B: two }] }"
        );

        template.Function.Environment.Should().Equal(Variables(("A", "3")));
    }

    [Fact]
    public void A_property_without_a_value_is_absent()
    {
        string concurrency = "!If [Tested, 7, !Ref AWS::NoValue]";

        Load("!Condition Yes", concurrency).Function.Concurrency.Should().Be(7);
        Load("!Condition No", concurrency).Function.Concurrency.Should().BeNull();
    }

    [Fact]
    public void An_element_without_a_value_is_not_in_the_list()
    {
        string key = "KeySchema: [{ AttributeName: id, KeyType: HASH }";
        string tables = TestTemplate.Tables.Replace(
            $"{key}]",
            $"{key}, !If [Tested, {{ AttributeName: sort, KeyType: RANGE }}, {{ Ref: AWS::NoValue }}]]",
            StringComparison.Ordinal
        );

        Keys("Yes").Should().Equal("id", "sort");
        Keys("No").Should().Equal("id");

        IEnumerable<string> Keys(string condition) =>
            Load($"!Condition {condition}", tables: tables)
                .Tables.Should()
                .ContainSingle()
                .Subject.Create.KeySchema.Select(element => element.AttributeName);
    }

    [Fact]
    public void A_resource_exists_when_its_condition_is_true()
    {
        string tables = TestTemplate.Tables.Replace(
            "Type: AWS::DynamoDB::Table",
            "Type: AWS::DynamoDB::Table\n    Condition: Tested",
            StringComparison.Ordinal
        );

        Load("!Condition Yes", tables: tables).Tables.Should().ContainSingle();
        Load("!Condition No", tables: tables).Tables.Should().BeEmpty();
    }

    [Theory]
    [InlineData("!Condition Missing", "the template has no condition Missing")]
    [InlineData("!Condition Tested", "condition Tested refers to itself")]
    [InlineData("!Equals [a]", "Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition is expected here")]
    [InlineData("true", "Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition is expected here")]
    [InlineData("!Equals [!Ref Missing, a]", "Missing is neither a parameter nor a resource")]
    public void An_invalid_condition_is_an_error_with_its_position(string condition, string message)
    {
        var load = () => Load(condition, "!If [Tested, 7, 8]");

        load.Should().Throw<HostError>().WithMessage($"*template.yaml:*:*: {message}*");
    }

    [Fact]
    public void If_with_an_unknown_condition_or_without_two_values_is_an_error()
    {
        var unknown = () => Load("!Condition Yes", "!If [Missing, 7, 8]");
        var incomplete = () => Load("!Condition Yes", "!If [Tested, 7]");

        unknown.Should().Throw<HostError>().WithMessage("*the template has no condition Missing");
        incomplete.Should().Throw<HostError>().WithMessage("*Fn::If needs a condition and two values");
    }

    private static SamTemplate Load(
        string condition,
        string concurrency = "1",
        string variables = "{}",
        string tables = ""
    )
    {
        string text = TestTemplate
            .Text(concurrency: 1, variables: variables, tables: tables)
            .Replace(
                "ReservedConcurrentExecutions: 1",
                $"ReservedConcurrentExecutions: {concurrency}",
                StringComparison.Ordinal
            );
        using var template = new TestTemplate(
            $$"""
            Parameters:
              Size: { Type: Number, Default: 3 }
              Empty: { Type: String, Default: "" }
            Conditions:
              Yes: !Equals [a, a]
              No: !Equals [a, b]
              Tested: {{condition}}
            {{text}}
            """
        );
        return SamTemplate.Load(template.FilePath);
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value);
}
