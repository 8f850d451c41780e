using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>The local values of CloudFormation's Ref and Fn::GetAtt.</summary>
/// <param name="resolve">The text of a node, which may be an intrinsic function itself.</param>
internal sealed class References(YamlText yaml, TemplateParameters parameters, Func<YamlNode, string> resolve)
{
    /// <summary>SAM's name for the alias of a function, after the function's logical id.</summary>
    private const string AliasSuffix = ".Alias";

    /// <summary>SAM's name for the URL of a function, after the function's logical id.</summary>
    private const string UrlSuffix = "Url";

    private readonly YamlNode? _resources = YamlText.Child(yaml.Root, "Resources");
    private readonly HashSet<string> _namesInProgress = new(StringComparer.Ordinal);

    public TemplateParameters Parameters => parameters;

    public bool IsDefined(string name) =>
        name.StartsWith("AWS::", StringComparison.Ordinal)
        || parameters.Contains(name)
        || YamlText.Child(_resources, name) is not null
        || (name.EndsWith(AliasSuffix, StringComparison.Ordinal) && AliasOf(name) is not null)
        || (
            name.EndsWith(UrlSuffix, StringComparison.Ordinal)
            && Property(name[..^UrlSuffix.Length], "FunctionUrlConfig") is not null
        );

    /// <param name="node">For the position of an error.</param>
    public string Ref(YamlNode node, string name) =>
        LocalAws.PseudoParameter(name)
        ?? parameters.Find(name)
        ?? ResourceType(name) switch
        {
            "AWS::DynamoDB::Table" => Named(name, "TableName"),
            "AWS::Logs::LogGroup" => Named(name, "LogGroupName"),
            "AWS::Serverless::Function" => Named(name, "FunctionName"),
            "AWS::Serverless::HttpApi" => LocalAws.ApiId,
            "AWS::Cognito::UserPool" => LocalAws.UserPoolId(name),
            "AWS::Cognito::UserPoolClient" => ClientId(name),
            "AWS::Cognito::UserPoolDomain" => LocalAws.UserPoolDomain,
            "AWS::SQS::Queue" => QueueSettings.UrlOf(Named(name, "QueueName")),
            null when name.EndsWith(AliasSuffix, StringComparison.Ordinal) => GetAtt(node, name),
            var type => throw yaml.Error(node, $"the local host has no value for {name} ({type})"),
        };

    /// <inheritdoc cref="Ref"/>
    public string GetAtt(YamlNode node, string attribute) =>
        (attribute.Split('.'), ResourceType(attribute.Split('.')[0])) switch
        {
            ([var table, "Arn"], "AWS::DynamoDB::Table") => LocalAws.Arn(
                "dynamodb",
                $"table/{Named(table, "TableName")}"
            ),
            ([var queue, "Arn"], "AWS::SQS::Queue") => LocalAws.Arn("sqs", Named(queue, "QueueName")),
            ([var queue, "QueueName"], "AWS::SQS::Queue") => Named(queue, "QueueName"),
            ([var queue, "QueueUrl"], "AWS::SQS::Queue") => QueueSettings.UrlOf(Named(queue, "QueueName")),
            ([var function, "Arn"], "AWS::Serverless::Function") => FunctionArn(function),
            ([var function, "Alias"], "AWS::Serverless::Function") when AliasOf(attribute) is { } alias =>
                $"{FunctionArn(function)}:{resolve(alias)}",
            _ => throw yaml.Error(node, $"the local host has no value for {attribute}"),
        };

    // AWS generates a name when the template has none; locally the logical id is clearer.
    private string Named(string logicalId, string property)
    {
        if (Property(logicalId, property) is not { } name)
        {
            return logicalId;
        }

        if (!_namesInProgress.Add(logicalId))
        {
            throw yaml.Error(name, $"{logicalId} refers to itself");
        }

        string resolved = resolve(name);
        _namesInProgress.Remove(logicalId);
        return resolved;
    }

    private string FunctionArn(string logicalId) =>
        LocalAws.Arn("lambda", $"function:{Named(logicalId, "FunctionName")}");

    private YamlNode? AliasOf(string name) => Property(name[..^AliasSuffix.Length], "AutoPublishAlias");

    private string ClientId(string name) =>
        Property(name, "AllowedOAuthFlows") is YamlSequenceNode flows
        && flows.Any(flow => flow is YamlScalarNode { Value: "client_credentials" })
            ? UserPoolClientSettings.ServiceId
            : UserPoolClientSettings.WebId;

    private string? ResourceType(string name) =>
        YamlText.Child(YamlText.Child(_resources, name), "Type") is YamlScalarNode type ? type.Value : null;

    private YamlNode? Property(string logicalId, string property) =>
        YamlText.Child(YamlText.Child(YamlText.Child(_resources, logicalId), "Properties"), property);
}
