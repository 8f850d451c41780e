using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Items.Template.Tests;

/// <summary>What a name in a template refers to.</summary>
internal enum ReferenceKind
{
    /// <summary>A parameter, pseudo parameter or resource.</summary>
    Value,

    /// <summary>An attribute of a resource.</summary>
    Attribute,
    Condition,
    Mapping,
}

/// <summary>A place in a template that refers to something by name.</summary>
/// <param name="Path">The place, such as <c>ItemsTable.BillingMode</c>.</param>
/// <param name="Attribute">For <see cref="ReferenceKind.Attribute"/>.</param>
/// <param name="Conditions">Those that are true whenever this reference is used.</param>
internal sealed record Reference(
    string Path,
    ReferenceKind Kind,
    string Name,
    string Attribute,
    ImmutableHashSet<string> Conditions
)
{
    public static IEnumerable<Reference> In(Resource resource)
    {
        ImmutableHashSet<string> conditions = resource.Condition is { } condition ? [condition] : [];
        return In(resource.Definition["UpdatePolicy"], resource.Name, conditions)
            .Concat(In(resource.Properties, resource.Name, conditions));
    }

    public static IEnumerable<Reference> In(
        JsonNode? node,
        string path,
        ImmutableHashSet<string> conditions
    ) =>
        Intrinsic.Of(node) is { } call ? InCall(call, path, conditions)
        : node is JsonObject { Count: 1 } only && only["Condition"] is JsonValue name
            ? [new Reference(path, ReferenceKind.Condition, name.ToString(), "", conditions)]
        : node is JsonObject mapping
            ? mapping.SelectMany(entry => In(entry.Value, $"{path}.{entry.Key}", conditions))
        : node is JsonArray list ? list.SelectMany((item, index) => In(item, $"{path}[{index}]", conditions))
        : [];

    private static IEnumerable<Reference> InCall(
        Intrinsic call,
        string path,
        ImmutableHashSet<string> conditions
    )
    {
        Reference To(ReferenceKind kind, string name, string attribute = "") =>
            new(path, kind, name, attribute, conditions);

        IEnumerable<Reference> Inner(JsonNode? node) => In(node, path, conditions);

        switch (call)
        {
            case { Function: "Ref" }:
                return [To(ReferenceKind.Value, $"{call.Argument}")];
            case { Function: "Fn::GetAtt", ResourceAttribute: var (name, attribute) }:
                return [To(ReferenceKind.Attribute, name, attribute)];
            case { Function: "Fn::Sub" }:
                var variables = call.Arguments.ElementAtOrDefault(1) as JsonObject ?? [];
                return Intrinsic
                    .VariablesOf($"{call.Arguments[0]}")
                    .Where(name => !variables.ContainsKey(name))
                    .Select(name =>
                        name.Split('.', 2) is [var resource, var attribute]
                            ? To(ReferenceKind.Attribute, resource, attribute)
                            : To(ReferenceKind.Value, name)
                    )
                    .Concat(variables.SelectMany(variable => Inner(variable.Value)));
            case { Function: "Fn::If", Arguments: [var condition, var then, var otherwise] }:
                return
                [
                    To(ReferenceKind.Condition, $"{condition}"),
                    .. In(then, path, conditions.Add($"{condition}")),
                    .. Inner(otherwise),
                ];
            case { Function: "Fn::FindInMap" }:
                return
                [
                    To(ReferenceKind.Mapping, $"{call.Arguments[0]}"),
                    .. call.Arguments.SelectMany(Inner),
                ];
            default:
                return call.Arguments.SelectMany(Inner);
        }
    }
}
