using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>The option <c>--parameter</c>.</summary>
public sealed class TemplateParameterTests : IDisposable
{
    private readonly TestTemplate _template = new(
        $$"""
        Parameters:
          Greeting: { Type: String, Default: hello, AllowedPattern: "[a-z]*", MinLength: 2, MaxLength: 8 }
          Size: { Type: Number, Default: 2, MinValue: 1, MaxValue: 32 }
          Mode: { Type: String, Default: "on", AllowedValues: ["on", "off"] }
          Sites: { Type: CommaDelimitedList, Default: "a,b", AllowedPattern: "[a-z]" }
          Stack: { Type: String }
        {{TestTemplate.Text(variables: "{ GREETING: !Ref Greeting, SIZE: !Ref Size, MODE: !Ref Mode }")}}
        """
    );

    public void Dispose() => _template.Dispose();

    [Fact]
    public void A_parameter_has_the_given_value_instead_of_its_default() =>
        Load(("Greeting", "hola"), ("Size", "32"))
            .Function.Environment.Should()
            .Equal(
                new Dictionary<string, string>
                {
                    ["GREETING"] = "hola",
                    ["SIZE"] = "32",
                    ["MODE"] = "on",
                }
            );

    [Theory]
    [InlineData("Greeting", "Hola", "--parameter Greeting=Hola: the value must match [a-z]*")]
    [InlineData("Greeting", "a", "--parameter Greeting=a: the value must have a length from 2 to 8")]
    [InlineData("Size", "33", "--parameter Size=33: the value must be a number from 1 to 32")]
    [InlineData("Size", "0", "--parameter Size=0: the value must be a number from 1 to 32")]
    [InlineData("Size", "many", "--parameter Size=many: the value must be a number from 1 to 32")]
    [InlineData("Mode", "ON", "--parameter Mode=ON: the value must be one of on, off")]
    [InlineData("Sites", "a,B", "--parameter Sites=a,B: the value must match [a-z]")]
    [InlineData(
        "Greting",
        "x",
        "*template.yaml:2:3: the template has no parameter Greting (option --parameter)"
    )]
    public void A_value_that_the_template_does_not_accept_is_an_error(string name, string value, string error)
    {
        var load = () => Load((name, value));

        load.Should().Throw<HostError>().Which.Message.Should().Match(error);
    }

    private SamTemplate Load(params (string Name, string Value)[] parameters) =>
        SamTemplate.Load(
            _template.FilePath,
            parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)
        );
}
