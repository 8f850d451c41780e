using System.Text.Json.Nodes;

namespace Items.Template.Tests.Rules;

/// <summary>Types, properties, required properties, primitive types and allowed values of all resources.</summary>
internal sealed class PropertyRules
{
    private static readonly string[] Attributes =
    [
        "Condition",
        "DeletionPolicy",
        "DependsOn",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    ];

    private readonly Specification _specification = Specification.Current;
    private readonly Template _template;

    private PropertyRules(Template template) => _template = template;

    public static IEnumerable<string> Check(Template template) =>
        template.Resources.SelectMany(new PropertyRules(template).Check);

    private IEnumerable<string> Check(Resource resource)
    {
        var attributes = resource
            .Definition.Select(entry => entry.Key)
            .Except(Attributes)
            .Select(attribute => $"{resource.Name}: {attribute} is not an attribute of a resource");
        return attributes.Concat(
            _specification.PropertiesOf(resource.Type) is { } properties
                ? Members(resource.Name, resource.Properties, properties)
                : [$"{resource.Name}: there is no resource type {resource.Type}"]
        );
    }

    private IEnumerable<string> Members(
        string path,
        JsonObject value,
        IReadOnlyList<SpecifiedProperty> properties
    ) =>
        [
            .. properties
                .Where(property => property.IsRequired && !value.ContainsKey(property.Name))
                .Select(property => $"{path}.{property.Name}: is required"),
            .. value
                .Select(entry => entry.Key)
                .Except(properties.Select(property => property.Name))
                .Select(unknown => $"{path}.{unknown}: there is no such property"),
            .. properties
                .Where(property => value.ContainsKey(property.Name))
                .SelectMany(property =>
                    Value(
                        $"{path}.{property.Name}",
                        value[property.Name],
                        property.Type,
                        !property.IsRequired
                    )
                ),
        ];

    private IEnumerable<string> Value(
        string path,
        JsonNode? value,
        SpecifiedType type,
        bool isOptional = true
    ) =>
        Intrinsic.Of(value) is { } call
            ? Result(path, call, type, isOptional)
            : (type.Kind, value) switch
            {
                (_, null) => [$"{path}: has no value"],
                ("union", _) => Union(path, value, type),
                ("json", JsonObject or JsonArray) => [],
                ("ref", JsonObject members) => Members(path, members, _specification.PropertiesOf(type)),
                ("tag", JsonObject tag) => Tag(path, tag),
                ("map", JsonObject map) => map.SelectMany(entry =>
                    Value($"{path}.{entry.Key}", entry.Value, type.Element)
                ),
                ("array", JsonArray list) => list.SelectMany(
                    (item, index) => Value($"{path}[{index}]", item, type.Element)
                ),
                (_, JsonValue scalar) when type.IsScalar => Scalar(path, $"{scalar}", type),
                _ => [$"{path}: must be {type.Noun}, not {Noun(value)}"],
            };

    private string[] Union(string path, JsonNode value, SpecifiedType type)
    {
        string[][] violations = [.. type.Alternatives.Select(it => Value(path, value, it).ToArray())];
        return violations.MinBy(it => it.Length)!;
    }

    private static IEnumerable<string> Tag(string path, JsonObject tag) =>
        tag.Count == 2 && tag.ContainsKey("Key") && tag.ContainsKey("Value")
            ? []
            : [$"{path}: a tag has Key and Value"];

    private static IEnumerable<string> Scalar(string path, string text, SpecifiedType type) =>
        !type.Allows(text) ? [$"{path}: must be {type.Noun}, not '{text}'"]
        : type.AllowedValues is { Length: > 0 } allowed && !allowed.Contains(text)
            ? [$"{path}: '{text}' is not one of {string.Join(", ", allowed)}"]
        : [];

    /// <summary>Checks the result of an intrinsic function as far as the template determines it.</summary>
    private IEnumerable<string> Result(string path, Intrinsic call, SpecifiedType type, bool isOptional) =>
        call switch
        {
            { Function: "Fn::If", Arguments: [_, var then, var otherwise] } =>
            [
                .. Value(path, then, type, isOptional),
                .. Value(path, otherwise, type, isOptional),
            ],
            { Function: "Ref", Argument: var name } when $"{name}" == Intrinsic.NoValue => isOptional
                ? []
                : [$"{path}: is required, so {Intrinsic.NoValue} is not possible"],
            { Function: "Ref", Argument: var name } when _template.Parameters[$"{name}"] is { } parameter =>
                Parameter(path, $"{name}", parameter, type),
            { Function: "Fn::FindInMap", Arguments: [var map, _, var key] } => (
                _template.Mappings[$"{map}"] as JsonObject ?? []
            ).SelectMany(entry => Value(path, entry.Value?[$"{key}"], type)),
            { Function: "Fn::GetAtt", ResourceAttribute: var (name, attribute) } => _template.Find(name)
                is { } source
            && _specification.AttributeOf(source.Type, attribute) is { } found
                ? SameShape(path, type, found.IsScalar, $"{name}.{attribute}")
                : [],
            { Function: "Ref" or "Fn::Sub" or "Fn::Join" } => SameShape(path, type, true, call.Function),
            { Function: "Fn::Split" } => SameShape(path, type, false, call.Function),
            _ => [],
        };

    private static IEnumerable<string> SameShape(
        string path,
        SpecifiedType type,
        bool isScalar,
        string source
    ) =>
        type.IsScalar == isScalar
            ? []
            : [$"{path}: must be {type.Noun}, and {source} is {(isScalar ? "a text" : "a list")}"];

    /// <summary>Every value that the parameter allows must be possible.</summary>
    private static IEnumerable<string> Parameter(
        string path,
        string name,
        JsonNode parameter,
        SpecifiedType type
    )
    {
        string parameterType = $"{parameter["Type"]}";
        if (parameterType.Contains("List", StringComparison.Ordinal))
        {
            return SameShape(path, type, false, $"the parameter {name}");
        }

        if (!type.IsScalar)
        {
            return SameShape(path, type, true, $"the parameter {name}");
        }

        string[] values = [.. (parameter["AllowedValues"] as JsonArray ?? []).Select(value => $"{value}")];
        return values is [] && type.AllowedValues is { Length: > 0 } allowed
            ? [$"{path}: the parameter {name} must have AllowedValues out of {string.Join(", ", allowed)}"]
            : values
                .DefaultIfEmpty(parameterType == "Number" ? "0" : $"{parameter["Default"]}")
                .SelectMany(value => Scalar($"{path} (parameter {name})", value, type));
    }

    private static string Noun(JsonNode value) =>
        value switch
        {
            JsonObject => "a mapping",
            JsonArray => "a list",
            _ => $"'{value}'",
        };
}
