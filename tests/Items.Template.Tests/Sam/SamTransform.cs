using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>
/// What SAM makes of a template, as far as it decides types, references and dependencies: every resource has a
/// CloudFormation type afterwards. Permissions and tags are left out, since nothing depends on them.
/// </summary>
internal sealed class SamTransform
{
    private readonly List<string> _violations = [];
    private readonly JsonObject _resources = [];
    private readonly Dictionary<string, string> _generatedNames = new(StringComparer.Ordinal);

    private static readonly string[] Sections =
    [
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    ];

    private SamTransform(Template source) => Source = source;

    public Template Source { get; }

    /// <summary>The template that SAM generates, and what SAM would reject or misunderstand.</summary>
    public static (Template Result, IReadOnlyList<string> Violations) Apply(Template source)
    {
        var transform = new SamTransform(source);
        transform.RejectUnknown("template.yaml", source.Root, Sections);
        foreach (var resource in source.Resources)
        {
            transform.Add(resource);
        }

        var result = source.Root.DeepClone().AsObject();
        result["Resources"] = transform._resources;
        return (new Template(transform.WithGeneratedNames(result)!.AsObject()), transform._violations);
    }

    /// <summary>Adds a resource that SAM generates from another, with the same condition.</summary>
    public JsonObject Generate(Resource origin, string name, string type, JsonObject properties)
    {
        var definition = new JsonObject { ["Type"] = type, ["Properties"] = properties };
        foreach (var (attribute, value) in origin.Definition)
        {
            bool isOwn = name == origin.Name && attribute is not ("Type" or "Properties");
            if (isOwn || attribute == "Condition")
            {
                definition[attribute] = value?.DeepClone();
            }
        }

        _resources[name] = definition;
        return definition;
    }

    public void GenerateRole(Resource origin, string name, string service)
    {
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = "sts:AssumeRole",
            ["Principal"] = new JsonObject { ["Service"] = service },
        };
        var trust = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) };
        Generate(origin, name, "AWS::IAM::Role", new() { ["AssumeRolePolicyDocument"] = trust });
    }

    /// <summary>Lets the template refer to a generated resource by another name, such as <c>Function.Alias</c>.</summary>
    public void Name(string name, string generated) => _generatedNames[name] = generated;

    public void Violation(string path, string problem) => _violations.Add($"{path}: {problem}");

    public void RejectUnknown(string path, JsonNode? value, params IEnumerable<string> known)
    {
        foreach (string key in (value as JsonObject ?? []).Select(entry => entry.Key).Except(known))
        {
            Violation($"{path}.{key}", "SAM has no such property, or this check does not cover it");
        }
    }

    public void RejectMissing(string path, JsonNode? value, params IEnumerable<string> required)
    {
        foreach (string name in required.Where(name => value?[name] is null))
        {
            Violation($"{path}.{name}", "is required");
        }
    }

    /// <summary>Rejects an intrinsic function where SAM itself needs the value.</summary>
    /// <returns>The value; null when it is absent or rejected.</returns>
    public JsonNode? Literal(string path, JsonNode? value, string reason)
    {
        if (Intrinsic.Of(value) is not { } call)
        {
            return value;
        }

        Violation(path, $"{call.Function} is not possible here: {reason}");
        return null;
    }

    public static JsonObject Ref(string name) => Call("Ref", name);

    public static JsonObject GetAtt(string attribute) => Call("Fn::GetAtt", attribute);

    /// <returns>A copy of these properties that are present.</returns>
    public static JsonObject Copy(JsonObject properties, params IEnumerable<string> names) =>
        new(
            names
                .Where(properties.ContainsKey)
                .Select(name => KeyValuePair.Create(name, properties[name]?.DeepClone()))
        );

    private void Add(Resource resource)
    {
        switch (resource.Type)
        {
            case "AWS::Serverless::Function":
                SamFunction.Add(this, resource);
                break;
            case "AWS::Serverless::HttpApi":
                SamHttpApi.Add(this, resource);
                break;
            default:
                _resources[resource.Name] = resource.Definition.DeepClone();
                break;
        }
    }

    private JsonNode? WithGeneratedNames(JsonNode? node) =>
        Intrinsic.Of(node) switch
        {
            { Function: "Ref", Argument: var name } => Ref(Rename($"{name}")),
            { Function: "Fn::GetAtt", ResourceAttribute: var (name, attribute) } => GetAtt(
                Rename($"{name}.{attribute}")
            ),
            { Function: "Fn::Sub", Argument: JsonValue text } => Call("Fn::Sub", RenameIn($"{text}")),
            _ => node switch
            {
                JsonObject mapping => new JsonObject(
                    mapping.Select(entry => KeyValuePair.Create(entry.Key, WithGeneratedNames(entry.Value)))
                ),
                JsonArray list => new JsonArray([.. list.Select(WithGeneratedNames)]),
                _ => node?.DeepClone(),
            },
        };

    private static JsonObject Call(string function, string argument) => new() { [function] = argument };

    private string RenameIn(string text) => Intrinsic.ReplaceVariables(text, name => $"${{{Rename(name)}}}");

    private string Rename(string name) =>
        _generatedNames.TryGetValue(name, out string? generated) ? generated
        : name.LastIndexOf('.') is > 0 and var dot
        && _generatedNames.TryGetValue(name[..dot], out string? resource)
            ? resource + name[dot..]
        : name;
}
