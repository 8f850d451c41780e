using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Items.Template.Tests;

/// <summary>Converts a template's YAML 1.1 to JSON: <c>!Ref X</c> becomes <c>{"Ref": "X"}</c>.</summary>
internal static class TemplateYaml
{
    public static JsonObject Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Convert(stream.Documents.Single().RootNode)!.AsObject();
    }

    private static JsonNode? Convert(YamlNode node) =>
        node.Tag is { IsEmpty: false, IsNonSpecific: false } tag
            ? new JsonObject { [Function(tag.Value)] = Untagged(node) }
            : Untagged(node);

    private static string Function(string tag) =>
        tag switch
        {
            "!Ref" or "!Condition" => tag[1..],
            ['!', not '!', ..] => $"Fn::{tag[1..]}",
            _ => throw new NotSupportedException($"The tag {tag} has no meaning in a template."),
        };

    private static JsonNode? Untagged(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => new JsonObject(
                mapping.Children.Select(entry =>
                    KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, Convert(entry.Value))
                )
            ),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true } scalar => Plain(scalar.Value!),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => throw new NotSupportedException($"{node.NodeType} at {node.Start}"),
        };

    private static JsonValue? Plain(string text) =>
        text.ToUpperInvariant() switch
        {
            "" or "~" or "NULL" => null,
            "TRUE" or "YES" or "ON" => JsonValue.Create(true),
            "FALSE" or "NO" or "OFF" => JsonValue.Create(false),
            _ => decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
                ? JsonValue.Create(number)
                : JsonValue.Create(text),
        };
}
