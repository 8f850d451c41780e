using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>CloudFormation's intrinsic functions for texts and lists, in tag and in long form.</summary>
internal sealed partial class Intrinsics
{
    private readonly YamlText _yaml;
    private readonly References _references;

    /// <param name="parameterValues">Values of parameters instead of their defaults.</param>
    public Intrinsics(YamlText yaml, IReadOnlyDictionary<string, string> parameterValues)
    {
        _yaml = yaml;
        _references = new References(yaml, new TemplateParameters(yaml, parameterValues), Resolve);
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
            "Ref" => _references.Ref(node, Text(argument)),
            "GetAtt" => _references.GetAtt(node, AttributeName(argument)),
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
            ("Ref", YamlScalarNode { Value: { } name }) => _references.Parameters.FindList(name),
            _ => null,
        };

    /// <inheritdoc cref="PropertyReader.ParameterOf"/>
    public string? FindParameter(YamlNode node) =>
        Call(node) is ("Ref", YamlScalarNode { Value: { } name })
            ? (_references.Parameters.Contains(name) ? name : null)
            : Children(node).Select(FindParameter).OfType<string>().FirstOrDefault();

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
            if (names.FirstOrDefault(name => !_references.IsDefined(name)) is { } missing)
            {
                throw _yaml.Error(node, $"{missing} is neither a parameter nor a resource of this template");
            }
        }

        foreach (var child in Children(node))
        {
            CheckNames(child);
        }
    }

    private static IEnumerable<YamlNode> Children(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => mapping.Children.Values,
            YamlSequenceNode sequence => sequence.Children,
            _ => [],
        };

    private string Substitute(YamlNode node, string name) =>
        name.StartsWith('!') ? $"${{{name[1..]}}}"
        : name.Contains('.') ? _references.GetAtt(node, name)
        : _references.Ref(node, name);

    private string AttributeName(YamlNode argument) =>
        argument is YamlSequenceNode parts ? string.Join('.', parts.Select(Text)) : Text(argument);

    private string Text(YamlNode node) =>
        node is YamlScalarNode { Value: { } value }
            ? value
            : throw _yaml.Error(node, "a name is expected here");

    /// <summary>The function's name without "Fn::" and its argument; null when the node is not an intrinsic function.</summary>
    public static (string Function, YamlNode Argument)? Call(YamlNode node)
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

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
