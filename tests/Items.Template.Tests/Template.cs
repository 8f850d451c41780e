using System.Text.Json.Nodes;

namespace Items.Template.Tests;

/// <summary>A template as JSON, with intrinsic functions in their long form.</summary>
internal sealed class Template(JsonObject root)
{
    public JsonObject Root => root;

    public JsonObject Parameters => Section("Parameters");

    public JsonObject Mappings => Section("Mappings");

    public JsonObject Conditions => Section("Conditions");

    public JsonObject Outputs => Section("Outputs");

    public IReadOnlyList<Resource> Resources { get; } =
    [
        .. (root[nameof(Resources)]?.AsObject() ?? []).Select(entry => new Resource(
            entry.Key,
            entry.Value!.AsObject()
        )),
    ];

    public static Template Parse(string yaml) => new(TemplateYaml.Read(yaml));

    public IEnumerable<Resource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    public Resource? Find(string name) => Resources.FirstOrDefault(resource => resource.Name == name);

    /// <returns>The texts that a node can stand for: its own, those of a parameter, those of each case.</returns>
    public IEnumerable<string> TextsOf(JsonNode? node) =>
        Intrinsic.Of(node) switch
        {
            { Function: "Fn::If", Arguments: [_, var then, var otherwise] } =>
            [
                .. TextsOf(then),
                .. TextsOf(otherwise),
            ],
            { Function: "Ref", Argument: var name } when Parameters[$"{name}"] is { } parameter => (
                parameter["AllowedValues"] as JsonArray ?? [parameter["Default"]?.DeepClone()]
            ).Select(value => $"{value}"),
            null when node is JsonValue => [$"{node}"],
            _ => [],
        };

    private JsonObject Section(string name) => root[name]?.AsObject() ?? [];
}

/// <summary>A resource of a template.</summary>
/// <param name="Name">Its logical id.</param>
/// <param name="Definition">With <c>Type</c>, <c>Properties</c> and other attributes.</param>
internal sealed record Resource(string Name, JsonObject Definition)
{
    public string Type { get; } = (string?)Definition[nameof(Type)] ?? "";

    public JsonObject Properties { get; } = Definition[nameof(Properties)]?.AsObject() ?? [];

    /// <summary>The condition under which it is created; null when it always is.</summary>
    public string? Condition => (string?)Definition[nameof(Condition)];
}
