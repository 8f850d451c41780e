using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>CloudFormation's Ref, Fn::Sub and Fn::GetAtt, in tag and in long form, with local values.</summary>
internal sealed partial class Intrinsics
{
    private readonly YamlText _yaml;
    private readonly YamlMappingNode? _parameters;
    private readonly YamlMappingNode? _resources;
    private readonly HashSet<string> _namesInProgress = new(StringComparer.Ordinal);

    public Intrinsics(YamlText yaml)
    {
        _yaml = yaml;
        _parameters = Child(yaml.Root, "Parameters") as YamlMappingNode;
        _resources = Child(yaml.Root, "Resources") as YamlMappingNode;
        CheckNames(yaml.Root);
    }

    /// <summary>The text of a scalar or of an intrinsic function.</summary>
    public string Resolve(YamlNode node)
    {
        if (Call(node) is not var (function, argument))
        {
            return node is YamlScalarNode { Value: { } text, Tag.IsEmpty: true }
                ? text
                : throw _yaml.Error(node, $"a text is expected here{Kind(node)}");
        }

        return function switch
        {
            "Ref" => Ref(node, Text(argument)),
            "GetAtt" => GetAtt(node, AttributeName(argument)),
            "Sub" when argument is YamlScalarNode => Variable()
                .Replace(Text(argument), match => Substitute(node, match.Groups["name"].Value)),
            "Sub" => throw _yaml.Error(
                node,
                "Fn::Sub with its own variables is not supported by the local host"
            ),
            _ => throw _yaml.Error(node, $"{function} is not supported by the local host"),
        };
    }

    /// <summary>The value of a list parameter or of Fn::Split; null for another node.</summary>
    public IReadOnlyList<string>? ResolveList(YamlNode node) =>
        Call(node) switch
        {
            ("Split", YamlSequenceNode { Children: [var separator, var text] }) => Resolve(text)
                .Split(Text(separator)),
            ("Ref", YamlScalarNode { Value: { } name })
                when Child(_parameters, name) is YamlMappingNode parameter
                    && Child(parameter, "Type") is YamlScalarNode { Value: "CommaDelimitedList" } => Default(
                    parameter,
                    name
                )
                .Split(',', StringSplitOptions.TrimEntries),
            _ => null,
        };

    // An undefined name is an error also in resources that have no local effect.
    private void CheckNames(YamlNode node)
    {
        if (Call(node) is var (function, argument))
        {
            IEnumerable<string> names = function switch
            {
                "Ref" => [Text(argument)],
                "GetAtt" => [AttributeName(argument).Split('.')[0]],
                "Sub" when argument is YamlScalarNode => Variable()
                    .Matches(Text(argument))
                    .Select(match => match.Groups["name"].Value.Split('.')[0])
                    .Where(name => !name.StartsWith('!')),
                _ => [],
            };
            if (names.FirstOrDefault(name => !IsDefined(name)) is { } missing)
            {
                throw _yaml.Error(node, $"{missing} is neither a parameter nor a resource of this template");
            }
        }

        IEnumerable<YamlNode> children = node switch
        {
            YamlMappingNode mapping => mapping.Children.Values,
            YamlSequenceNode sequence => sequence.Children,
            _ => [],
        };
        foreach (var child in children)
        {
            CheckNames(child);
        }
    }

    private bool IsDefined(string name) =>
        name.StartsWith("AWS::", StringComparison.Ordinal)
        || Child(_parameters, name) is not null
        || Child(_resources, name) is not null;

    private string Substitute(YamlNode node, string name) =>
        name.StartsWith('!') ? $"${{{name[1..]}}}"
        : name.Contains('.') ? GetAtt(node, name)
        : Ref(node, name);

    private string Ref(YamlNode node, string name) =>
        LocalAws.PseudoParameter(name)
        ?? (Child(_parameters, name) is YamlMappingNode parameter ? Default(parameter, name) : null)
        ?? ResourceType(name) switch
        {
            "AWS::DynamoDB::Table" => Named(name, "TableName"),
            "AWS::Serverless::Function" => Named(name, "FunctionName"),
            "AWS::Serverless::HttpApi" => LocalAws.ApiId,
            "AWS::Cognito::UserPool" => LocalAws.UserPoolId(name),
            "AWS::Cognito::UserPoolClient" => ClientId(name),
            "AWS::Cognito::UserPoolDomain" => LocalAws.UserPoolDomain,
            var type => throw _yaml.Error(node, $"the local host has no value for {name} ({type})"),
        };

    private string GetAtt(YamlNode node, string attribute) =>
        (attribute.Split('.'), ResourceType(attribute.Split('.')[0])) switch
        {
            ([var table, "Arn"], "AWS::DynamoDB::Table") => LocalAws.Arn(
                "dynamodb",
                $"table/{Named(table, "TableName")}"
            ),
            ([var function, "Arn"], "AWS::Serverless::Function") => LocalAws.Arn(
                "lambda",
                $"function:{Named(function, "FunctionName")}"
            ),
            _ => throw _yaml.Error(node, $"the local host has no value for {attribute}"),
        };

    // AWS generates a name when the template has none; locally the logical id is clearer.
    private string Named(string logicalId, string property)
    {
        if (Child(Child(Child(_resources, logicalId), "Properties"), property) is not { } name)
        {
            return logicalId;
        }

        if (!_namesInProgress.Add(logicalId))
        {
            throw _yaml.Error(name, $"{logicalId} refers to itself");
        }

        string resolved = Resolve(name);
        _namesInProgress.Remove(logicalId);
        return resolved;
    }

    private string ClientId(string name) =>
        Child(Child(Child(_resources, name), "Properties"), "AllowedOAuthFlows") is YamlSequenceNode flows
        && flows.Any(flow => flow is YamlScalarNode { Value: "client_credentials" })
            ? UserPoolClientSettings.ServiceId
            : UserPoolClientSettings.WebId;

    private string Default(YamlMappingNode parameter, string name) =>
        Child(parameter, "Default") is YamlScalarNode { Value: { } value }
            ? value
            : throw _yaml.Error(
                parameter,
                $"parameter {name} needs a Default: the local host has no other value for it"
            );

    private string? ResourceType(string name) =>
        Child(Child(_resources, name), "Type") is YamlScalarNode type ? type.Value : null;

    private string AttributeName(YamlNode argument) =>
        argument is YamlSequenceNode parts ? string.Join('.', parts.Select(Text)) : Text(argument);

    private string Text(YamlNode node) =>
        node is YamlScalarNode { Value: { } value }
            ? value
            : throw _yaml.Error(node, "a name is expected here");

    /// <summary>The function's name without "Fn::" and its argument; null when the node is not an intrinsic function.</summary>
    private static (string Function, YamlNode Argument)? Call(YamlNode node)
    {
        if (node.Tag is { IsEmpty: false } tag && tag.Value is ['!', not '!', ..])
        {
            return (tag.Value[1..], node);
        }

        return
            node is YamlMappingNode { Children.Count: 1 } mapping
            && mapping.Children.Single() is { Key: YamlScalarNode { Value: { } key }, Value: var argument }
            && (key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal))
            ? (key == "Ref" ? key : key[4..], argument)
            : null;
    }

    private static string Kind(YamlNode node) =>
        node switch
        {
            YamlMappingNode => ", not a mapping",
            YamlSequenceNode => ", not a list",
            _ => "",
        };

    private static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode mapping
        && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child)
            ? child
            : null;

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
