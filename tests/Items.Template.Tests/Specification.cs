using System.IO.Compression;
using System.Text.Json;

namespace Items.Template.Tests;

/// <summary>CloudFormation's resource types: the database of the npm package @aws-cdk/aws-service-spec.</summary>
internal sealed class Specification
{
    private readonly Dictionary<string, JsonElement> _resources;
    private readonly Dictionary<string, JsonElement> _types;

    private Specification(JsonElement schema)
    {
        _resources = Entities(schema, "resource", "cloudFormationType");
        _types = Entities(schema, "typeDefinition", "$id");
    }

    public static Specification Current { get; } = Load();

    /// <summary>The properties of a resource type; null when there is no such type.</summary>
    public IReadOnlyList<SpecifiedProperty>? PropertiesOf(string resourceType) =>
        _resources.TryGetValue(resourceType, out var type) ? Properties(type) : null;

    /// <summary>The members of a type of the kind <c>ref</c>.</summary>
    public IReadOnlyList<SpecifiedProperty> PropertiesOf(SpecifiedType type) =>
        Properties(_types[type.Json.GetProperty("reference").GetProperty("$ref").GetString()!]);

    /// <summary>The type of an attribute for <c>Fn::GetAtt</c>; null when the resource type has no such attribute.</summary>
    public SpecifiedType? AttributeOf(string resourceType, string attribute) =>
        _resources.TryGetValue(resourceType, out var type)
        && type.GetProperty("attributes").TryGetProperty(attribute, out var found)
            ? new SpecifiedType(found.GetProperty("type"))
            : null;

    private static SpecifiedProperty[] Properties(JsonElement type) =>
        [
            .. type.GetProperty("properties")
                .EnumerateObject()
                .Select(property => new SpecifiedProperty(
                    property.Name,
                    new SpecifiedType(property.Value.GetProperty("type")),
                    property.Value.TryGetProperty("required", out var required) && required.GetBoolean()
                )),
        ];

    private static Dictionary<string, JsonElement> Entities(JsonElement schema, string name, string key) =>
        schema
            .GetProperty(name)
            .GetProperty("entities")
            .EnumerateArray()
            .ToDictionary(entity => entity.GetProperty(key).GetString()!, StringComparer.Ordinal);

    private static Specification Load()
    {
        using var file = File.OpenRead(
            Repository.PathTo("node_modules/@aws-cdk/aws-service-spec/db.json.gz")
        );
        using var json = new GZipStream(file, CompressionMode.Decompress);
        return new(JsonDocument.Parse(json).RootElement.GetProperty("schema"));
    }
}

/// <summary>A property of a resource type or of a type that it uses.</summary>
internal sealed record SpecifiedProperty(string Name, SpecifiedType Type, bool IsRequired);
