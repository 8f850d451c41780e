using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

public sealed class SamTemplateTests
{
    [Fact]
    public void The_template_of_the_repository_is_supported()
    {
        var template = SamTemplate.Load(Repository.PathTo("template.yaml"));

        template.Directory.Should().Be(Repository.Root);
        template.Function.Name.Should().Be("ItemsFunction");
        template.Function.CodeUri.Should().Be("artifacts/function/");
        template.Function.Timeout.Should().Be(TimeSpan.FromSeconds(10));
        template.Function.MemorySize.Should().Be(512);
        template.Function.Concurrency.Should().Be(50);
        template.Function.Logging.Should().Be(new LoggingSettings("/items/local/function", "INFO"));
        template
            .Function.Environment.Should()
            .Equal(
                new Dictionary<string, string>
                {
                    ["ITEMS_TABLE"] = "ItemsTable",
                    ["IDEMPOTENCY_TABLE"] = "IdempotencyTable",
                    ["INGESTION_TABLE"] = "IngestionTable",
                    ["INGESTION_MAXIMUM_RECEIVES"] = "5",
                    ["INGESTION_QUEUE_URL"] =
                        "https://sqs.us-east-1.amazonaws.com/123456789012/IngestionQueue",
                    ["WEBHOOK_SECRETS_PARAMETER"] = "/local/webhook-secrets",
                    ["LIST_SHARDS"] = "1",
                    ["ITEMS_WARM_UP"] = "on",
                    ["ITEMS_SERVER_TIMING"] = "on",
                    ["LOGIN_URL"] = "https://local.auth.us-east-1.amazoncognito.com",
                    ["LOGIN_CLIENT_ID"] = "local-web",
                }
            );
        template.Function.Routes.Should().OnlyContain(route => route.Timeout > template.Function.Timeout);
        template.Function.HasUrl.Should().BeTrue();
        var ingestion = template.Function.Queues.Should().ContainSingle().Which;
        (ingestion.BatchSize, ingestion.ReportsFailures, ingestion.MaximumConcurrency)
            .Should()
            .Be((10, true, 2));
        ingestion.Queue.Name.Should().Be("IngestionQueue");
        ingestion.Queue.VisibilityTimeout.Should().Be(6 * template.Function.Timeout);
        ingestion
            .Queue.Redrive.Should()
            .Be(new RedriveSettings("arn:aws:sqs:us-east-1:123456789012:IngestionDlq", MaximumReceives: 5));
        template.Queues.Select(queue => queue.Name).Should().Equal("IngestionQueue", "IngestionDlq");
        template.Api.Stage.Should().Be("$default");
        template.Tables.Select(it => it.TimeToLiveAttribute).Should().Equal(null, "expiration", "expiration");
        var table = template.Tables[0].Create;
        table.KeySchema.Select(key => key.AttributeName).Should().Equal("item_id");
        table
            .GlobalSecondaryIndexes.Select(index =>
                $"{index.IndexName}: {string.Join(", ", index.KeySchema.Select(key => key.AttributeName))}"
            )
            .Should()
            .Equal("by_created: list_shard, item_id", "by_category: category, item_id");
    }

    [Theory]
    // An unknown property of each kind of resource, of an event, and around the resource.
    [InlineData(
        "MemorySize: 256",
        "EphemeralStorage: { Size: 1024 }",
        "Function.Properties: EphemeralStorage is not"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: true",
        "Api.Properties: CorsConfiguration must be a mapping"
    )]
    [InlineData(
        "TimeoutInMillis: 30000",
        "Auth: { ApiKeyRequired: true, Authorizer: X }",
        "Auth: ApiKeyRequired is not supported"
    )]
    [InlineData(
        "TimeoutInMillis: 30000",
        "Auth: { Authorizer: X }",
        "Auth: the HTTP API has no authorizer X"
    )]
    [InlineData(
        "TimeoutInMillis: 30000",
        "Auth: { Authorizer: NONE }",
        "Auth: the HTTP API has no authorizer NONE"
    )]
    [InlineData(
        "      Description: a test",
        "      Auth: { DefaultAuthorizer: X }",
        "Auth: DefaultAuthorizer is not supported"
    )]
    [InlineData(
        "      Description: a test",
        "      Auth: { Authorizers: { X: { JwtConfiguration: {} } } }",
        "Authorizers.X needs the property IdentitySource"
    )]
    [InlineData(
        "      Description: a test",
        "      Auth: { Authorizers: { X: { IdentitySource: $request.querystring.token } } }",
        "IdentitySource $request.querystring.token is not supported"
    )]
    [InlineData(
        "      Description: a test",
        "      Auth: { Authorizers: { X: { IdentitySource: $request.header.Authorization, JwtConfiguration: { issuer: i } } } }",
        "JwtConfiguration: needs an audience"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: { AllowOrigins: ['https://*.example.com'] }",
        "https://*.example.com is not an origin"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: { AllowOrigins: ['https://example.com/'] }",
        "https://example.com/ is not an origin"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true }",
        "credentials and the origin * exclude each other"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: { AllowOrigin: ['*'] }",
        "CorsConfiguration: AllowOrigin is not supported"
    )]
    [InlineData(
        "      Description: a test",
        "      CorsConfiguration: { AllowOrigins: https://example.com }",
        "AllowOrigins must be a list"
    )]
    [InlineData(
        "      Description: a test",
        "      DefinitionBody: { x-amazon-apigateway-cors: { AllowOrigins: ['*'] } }",
        "x-amazon-apigateway-cors: AllowOrigins is not supported"
    )]
    [InlineData(
        "      Description: a test",
        "      DefinitionBody: { paths: { /things: {} } }",
        "DefinitionBody.paths: /things is not supported"
    )]
    [InlineData(
        "      Description: a test",
        "      DefinitionBody: { x-amazon-apigateway-cors: {} }\n      CorsConfiguration: {}",
        "CORS is in the DefinitionBody too"
    )]
    [InlineData("MemorySize: 256", "LoggingConfig: { Format: JSON }", "LoggingConfig: Format is not")]
    [InlineData("MemorySize: 256", "LoggingConfig: { LogFormat: XML }", "LogFormat XML is not supported")]
    [InlineData(
        "MemorySize: 256",
        "LoggingConfig: { LogFormat: JSON, ApplicationLogLevel: LOUD }",
        "ApplicationLogLevel LOUD is not supported"
    )]
    [InlineData("Resources:", "Globals: {}\nResources:", "template: Globals is not supported")]
    [InlineData(
        "BillingMode: PAY_PER_REQUEST",
        "StreamSpecification: {}",
        "Things.Properties: StreamSpecification is not"
    )]
    // Unsupported values.
    [InlineData("Method: ANY", "Method: FETCH", "Method FETCH cannot be routed")]
    [InlineData("Path: '/{proxy+}'", "Path: 'items'", "Path items cannot be routed")]
    [InlineData("ApiId: !Ref Api", "ApiId: other", "ApiId must refer to the HTTP API of this template")]
    [InlineData("Type: HttpApi", "Type: Schedule", "Type Schedule is not supported")]
    [InlineData("Timeout: 10", "Timeout: 0", "Timeout must be a whole number from 1 to 900")]
    [InlineData("Timeout: 10", "Timeout: soon", "Timeout must be a whole number from 1 to 900")]
    [InlineData(
        "TimeoutInMillis: 30000",
        "TimeoutInMillis: 30001",
        "TimeoutInMillis must be a whole number from 50 to 30000"
    )]
    [InlineData("Runtime: provided.al2023", "Runtime: dotnet8", "Runtime dotnet8 is not supported")]
    [InlineData("Timeout: 10", "Architectures: [arm64]", "arm64 does not run here")]
    [InlineData(
        "BillingMode: PAY_PER_REQUEST",
        "BillingMode: PROVISIONED",
        "BillingMode PROVISIONED is not supported"
    )]
    [InlineData(
        "CodeUri: function/",
        "Description: no code",
        "Function.Properties needs the property CodeUri"
    )]
    [InlineData("Environment: {", "Environment: 3 #", "Environment must be a mapping")]
    [InlineData("Timeout: 10", "Timeout: [10]", "a text is expected here, not a list")]
    // References.
    [InlineData("Timeout: 10", "Timeout: !Ref Nothing", "Nothing is neither a parameter nor a resource")]
    [InlineData("Timeout: 10", "Role: !GetAtt Nothing.Arn", "Nothing is neither a parameter nor a resource")]
    [InlineData(
        "Timeout: 10",
        "Role: { 'Fn::Sub': '${Nothing}' }",
        "Nothing is neither a parameter nor a resource"
    )]
    [InlineData(
        "GREETING: hello",
        "GREETING: !Ref Role",
        "the local host has no value for Role (AWS::IAM::Role)"
    )]
    [InlineData("GREETING: hello", "GREETING: !Base64 hello", "Base64 is not supported")]
    [InlineData(
        "GREETING: hello",
        "GREETING: !Ref Function.Alias",
        "Function.Alias is neither a parameter nor a resource"
    )]
    [InlineData(
        "GREETING: hello",
        "GREETING: !Ref Required",
        "parameter Required has no Default; give it a value with --parameter Required=…"
    )]
    // Structure.
    [InlineData(
        "Type: AWS::Serverless::HttpApi",
        "Type: AWS::IAM::Role",
        "needs one resource of type AWS::Serverless::HttpApi"
    )]
    [InlineData(
        "Type: AWS::IAM::Role",
        "Type: AWS::Serverless::Function",
        "a second AWS::Serverless::Function"
    )]
    [InlineData(
        "Type: AWS::IAM::Role",
        "Type: AWS::Kinesis::Stream",
        "Role: the local host does not emulate AWS::Kinesis::Stream"
    )]
    public void Unsupported_content_is_an_error_with_its_position(string old, string changed, string message)
    {
        string text = Base().Replace(old, changed, StringComparison.Ordinal);
        text.Should().NotBe(Base(), "the case must change something");

        ErrorOf(text).Should().MatchRegex(@"template\.yaml:\d+:\d+: ").And.Contain(message);
    }

    [Fact]
    public void The_position_is_the_line_and_column_of_the_cause()
    {
        string text = Base().Replace("MemorySize: 256", "Memory: 256", StringComparison.Ordinal);
        int line = text.Split('\n').TakeWhile(content => !content.Contains("Memory: 256")).Count() + 1;

        ErrorOf(text)
            .Should()
            .EndWith(
                $"template.yaml:{line}:7: Function.Properties: Memory is not supported by the local host"
            );
    }

    [Theory]
    [InlineData("Resources: [", "template.yaml:2:1: not valid YAML")]
    [InlineData("a: 1\na: 2", "template.yaml:2:1: not valid YAML: Duplicate key")]
    [InlineData("just text", "template.yaml:1:1: not a template")]
    [InlineData("", "template.yaml:1:1: not a template")]
    [InlineData("Resources: 3", "template: Resources must be a mapping")]
    public void Invalid_YAML_is_an_error_with_its_position(string text, string message) =>
        ErrorOf(text).Should().Contain(message);

    [Fact]
    public void Parameters_and_references_have_local_values()
    {
        using var template = new TestTemplate(
            Base(
                """
                { A: !Ref Given, B: { Ref: Things }, C: !GetAtt Things.Arn, D: { 'Fn::GetAtt': [Function, Arn] },
                  E: !Sub '${Given}-${AWS::Region}-${!literal}', F: { 'Fn::Sub': 'https://${Api}/' }, G: 12 }
                """
            )
        );

        var variables = SamTemplate.Load(template.FilePath).Function.Environment;

        variables
            .Should()
            .Equal(
                new Dictionary<string, string>
                {
                    ["A"] = "value",
                    ["B"] = "Things",
                    ["C"] = "arn:aws:dynamodb:us-east-1:123456789012:table/Things",
                    ["D"] = "arn:aws:lambda:us-east-1:123456789012:function:Function",
                    ["E"] = "value-us-east-1-${literal}",
                    ["F"] = "https://local/",
                    ["G"] = "12",
                }
            );
    }

    [Fact]
    public void The_alias_of_a_function_has_an_ARN()
    {
        using var template = new TestTemplate(
            Base("{ A: !Ref Function.Alias, B: !Sub '${Function.Alias}' }")
                .Replace("MemorySize: 256", "AutoPublishAlias: live", StringComparison.Ordinal)
        );

        SamTemplate
            .Load(template.FilePath)
            .Function.Environment.Values.Should()
            .Equal(Enumerable.Repeat("arn:aws:lambda:us-east-1:123456789012:function:Function:live", 2));
    }

    [Fact]
    public void A_reference_to_itself_is_an_error() =>
        ErrorOf(
                Base()
                    .Replace(
                        "MemorySize: 256",
                        "FunctionName: !Sub 'x-${Function}'",
                        StringComparison.Ordinal
                    )
            )
            .Should()
            .Contain("Function refers to itself");

    private static string Base(string variables = "{ GREETING: hello }") =>
        $"""
            Parameters:
              Given: {"{"} Type: String, Default: value {"}"}
              Required: {"{"} Type: String {"}"}
            {TestTemplate.Text(variables: variables.ReplaceLineEndings(" "), tables: TestTemplate.Tables)}
              Role:
                Type: AWS::IAM::Role
                Properties: {"{"} Anything: goes {"}"}
            """;

    private static string ErrorOf(string text)
    {
        using var template = new TestTemplate(text);
        var load = () => SamTemplate.Load(template.FilePath);
        return load.Should().Throw<HostError>().Which.Message;
    }
}
