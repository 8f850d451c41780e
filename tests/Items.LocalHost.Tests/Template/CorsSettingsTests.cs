using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>CORS as the deployed API has it: a form that SAM does not deploy is an error here.</summary>
public sealed class CorsSettingsTests
{
    private static readonly CorsSettings Expected = new(
        ["https://a.example", "https://b.example"],
        OriginsParameter: "Origin",
        ["GET", "PUT"],
        ["authorization"],
        ["ETag"],
        MaxAge: 600,
        AllowCredentials: false
    );

    [Fact]
    public void CorsConfiguration_and_DefinitionBody_mean_the_same()
    {
        var configured = Load(
            """
            CorsConfiguration:
              AllowOrigins: [!Ref Origin, https://b.example]
              AllowMethods: [GET, PUT]
              AllowHeaders: [authorization]
              ExposeHeaders: [ETag]
              MaxAge: 600
            """
        );
        var defined = Load(
            """
            DefinitionBody:
              openapi: 3.0.1
              info: { title: !Ref AWS::StackName, version: "1.0" }
              paths: {}
              x-amazon-apigateway-cors:
                allowOrigins: !Split [",", !Ref Origins]
                allowMethods: [GET, PUT]
                allowHeaders: [authorization]
                exposeHeaders: [ETag]
                maxAge: 600
            """
        );

        configured.Should().BeEquivalentTo(Expected);
        defined.Should().BeEquivalentTo(Expected with { OriginsParameter = "Origins" });
    }

    [Theory]
    [InlineData("!Split [',', !Ref Origins]", "Split")]
    [InlineData("{ 'Fn::Split': [',', { Ref: Origins }] }", "Split")]
    [InlineData("!Ref OriginList", "Ref")]
    [InlineData("!If [Always, ['https://a.example'], ['https://b.example']]", "If")]
    public void A_function_as_AllowOrigins_is_an_error_with_its_cause_and_remedy(
        string origins,
        string function
    )
    {
        var load = () => Load($"CorsConfiguration: {{ AllowOrigins: {origins}, AllowMethods: [GET] }}");

        load.Should()
            .Throw<HostError>()
            .Which.Message.Should()
            .MatchRegex(@"template\.yaml:\d+:\d+: ")
            .And.EndWith(
                $"AllowOrigins must not be !{function}: SAM takes a function there for the whole CorsConfiguration, and methods, "
                    + "headers and max age are lost; write a list, such as [!Ref Origin], or x-amazon-apigateway-cors in a "
                    + "DefinitionBody"
            )
            .And.NotContain("\n");
    }

    private static CorsSettings? Load(string properties)
    {
        string text = TestTemplate
            .Text()
            .Replace(
                "      Description: a test",
                string.Join('\n', properties.Split('\n').Select(line => $"      {line}")),
                StringComparison.Ordinal
            );
        using var template = new TestTemplate(
            $$"""
            Parameters:
              Origin: { Type: String, Default: https://a.example }
              Origins: { Type: String, Default: "https://a.example,https://b.example" }
              OriginList: { Type: CommaDelimitedList, Default: https://a.example }
            Conditions: { Always: !Equals [a, a] }
            {{text}}
            """
        );
        return SamTemplate.Load(template.FilePath).Api.Cors;
    }
}
