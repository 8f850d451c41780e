using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>The <c>Conditions</c> of a template, with the local values of its parameters.</summary>
internal sealed class Conditions(YamlText yaml, Intrinsics intrinsics)
{
    private readonly YamlNode? _conditions = YamlText.Child(yaml.Root, "Conditions");
    private readonly HashSet<string> _inProgress = new(StringComparer.Ordinal);

    /// <summary>
    /// Removes the resources whose condition is false, replaces every Fn::If by the branch that applies, and removes
    /// what is AWS::NoValue, so that the readers need no conditions.
    /// </summary>
    public void Apply(YamlMappingNode resources)
    {
        foreach (var (id, resource) in resources.Children.ToArray())
        {
            if (YamlText.Child(resource, "Condition") is { } name && !IsTrue(name))
            {
                resources.Children.Remove(id);
            }
        }

        ReplaceIn(resources);
    }

    private void ReplaceIn(YamlNode node)
    {
        if (node is YamlMappingNode mapping)
        {
            foreach (var (key, value) in mapping.Children.ToArray())
            {
                if (Replacement(value) is { } replacement)
                {
                    mapping.Children[key] = replacement;
                }
                else
                {
                    mapping.Children.Remove(key);
                }
            }
        }
        else if (node is YamlSequenceNode sequence)
        {
            YamlNode[] items = [.. sequence.Select(Replacement).OfType<YamlNode>()];
            sequence.Children.Clear();
            foreach (var item in items)
            {
                sequence.Add(item);
            }
        }
    }

    /// <returns>Null when the node is AWS::NoValue.</returns>
    private YamlNode? Replacement(YamlNode node)
    {
        switch (Intrinsics.Call(node))
        {
            case ("Ref", YamlScalarNode { Value: "AWS::NoValue" }):
                return null;
            case ("If", YamlSequenceNode { Children: [var condition, var whenTrue, var whenFalse] }):
                return Replacement(IsTrue(condition) ? whenTrue : whenFalse);
            case ("If", _):
                throw yaml.Error(node, "Fn::If needs a condition and two values");
            default:
                ReplaceIn(node);
                return node;
        }
    }

    private bool IsTrue(YamlNode node)
    {
        string name = node is YamlScalarNode { Value: { } text }
            ? text
            : throw yaml.Error(node, "the name of a condition is expected here");
        var condition =
            YamlText.Child(_conditions, name)
            ?? throw yaml.Error(node, $"the template has no condition {name}");
        if (!_inProgress.Add(name))
        {
            throw yaml.Error(node, $"condition {name} refers to itself");
        }

        bool isTrue = Evaluate(condition);
        _inProgress.Remove(name);
        return isTrue;
    }

    private bool Evaluate(YamlNode node) =>
        Intrinsics.Call(node) switch
        {
            ("Equals", YamlSequenceNode { Children: [var left, var right] }) => intrinsics.Resolve(left)
                == intrinsics.Resolve(right),
            ("Not", YamlSequenceNode { Children: [var operand] }) => !Evaluate(operand),
            ("And", YamlSequenceNode operands) => operands.All(Evaluate),
            ("Or", YamlSequenceNode operands) => operands.Any(Evaluate),
            ("Condition", var name) => IsTrue(name),
            null when YamlText.Child(node, "Condition") is { } name => IsTrue(name),
            _ => throw yaml.Error(node, "Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition is expected here"),
        };
}
