namespace Items.Template.Tests;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("template.yaml")]
    [InlineData("templates/native-lambda-api/template.yaml")]
    public void CloudFormation_and_SAM_accept_the_template(string path) =>
        TemplateProof.Faults(Read(path)).Should().BeEmpty();

    [Fact]
    public void The_template_keeps_the_rules_of_this_repository() =>
        TemplateProof.Risks(Read("template.yaml")).Should().BeEmpty();

    private static Template Read(string path) => Template.Parse(File.ReadAllText(Repository.PathTo(path)));
}
