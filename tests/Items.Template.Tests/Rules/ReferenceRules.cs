using System.Text.Json.Nodes;

namespace Items.Template.Tests.Rules;

/// <summary>Every name that is used is defined, and every parameter, condition and mapping is used.</summary>
internal sealed class ReferenceRules(Template template)
{
    private static readonly string[] PseudoParameters =
    [
        "AWS::AccountId",
        Intrinsic.NoValue,
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    ];

    public static IEnumerable<string> Check(Template template)
    {
        var rules = new ReferenceRules(template);
        Reference[] references =
        [
            .. template.Resources.SelectMany(Reference.In),
            .. template.Outputs.SelectMany(output =>
                Reference.In(
                    output.Value,
                    $"Outputs.{output.Key}",
                    output.Value?["Condition"] is { } condition ? [$"{condition}"] : []
                )
            ),
            .. Reference.In(template.Conditions, "Conditions", []),
            .. Reference.In(template.Root["Rules"], "Rules", []),
        ];
        return references
            .SelectMany(rules.Check)
            .Concat(template.Resources.SelectMany(rules.CheckAttributes))
            .Concat(rules.Unused(references));
    }

    private IEnumerable<string> Check(Reference reference)
    {
        string path = reference.Path;
        var resource = template.Find(reference.Name);
        bool isParameter =
            PseudoParameters.Contains(reference.Name) || template.Parameters.ContainsKey(reference.Name);
        return (reference.Kind, resource) switch
        {
            (ReferenceKind.Condition, _) => template.Conditions.ContainsKey(reference.Name)
                ? []
                : [$"{path}: there is no condition {reference.Name}"],
            (ReferenceKind.Mapping, _) => template.Mappings.ContainsKey(reference.Name)
                ? []
                : [$"{path}: there is no mapping {reference.Name}"],
            (ReferenceKind.Value, null) => isParameter
                ? []
                : [$"{path}: {reference.Name} is neither a parameter nor a resource"],
            (ReferenceKind.Attribute, null) => [$"{path}: there is no resource {reference.Name}"],
            (ReferenceKind.Attribute, { } source)
                when Specification.Current.AttributeOf(source.Type, reference.Attribute) is null =>
            [
                $"{path}: {reference.Name} ({source.Type}) has no attribute {reference.Attribute}",
            ],
            (_, { Condition: { } condition }) when !reference.Conditions.Contains(condition) =>
            [
                $"{path}: {reference.Name} exists only under the condition {condition}",
            ],
            _ => [],
        };
    }

    private IEnumerable<string> CheckAttributes(Resource resource)
    {
        if (resource.Condition is { } condition && !template.Conditions.ContainsKey(condition))
        {
            yield return $"{resource.Name}.Condition: there is no condition {condition}";
        }

        foreach (string name in DependsOn(resource).Where(name => template.Find(name) is null))
        {
            yield return $"{resource.Name}.DependsOn: there is no resource {name}";
        }
    }

    public static IEnumerable<string> DependsOn(Resource resource) =>
        resource.Definition["DependsOn"] switch
        {
            null => [],
            JsonArray names => names.Select(name => $"{name}"),
            var name => [$"{name}"],
        };

    private IEnumerable<string> Unused(Reference[] references)
    {
        var values = references.Where(it => it.Kind == ReferenceKind.Value).Select(it => it.Name).ToHashSet();
        var conditions = references
            .Where(it => it.Kind == ReferenceKind.Condition)
            .Select(it => it.Name)
            .Concat(template.Resources.Select(resource => resource.Condition ?? ""))
            .Concat(template.Outputs.Select(output => $"{output.Value?["Condition"]}"))
            .ToHashSet();
        var mappings = references
            .Where(it => it.Kind == ReferenceKind.Mapping)
            .Select(it => it.Name)
            .ToHashSet();
        return template
            .Parameters.Where(it => !values.Contains(it.Key))
            .Concat(template.Conditions.Where(it => !conditions.Contains(it.Key)))
            .Concat(template.Mappings.Where(it => !mappings.Contains(it.Key)))
            .Select(it => $"{it.Key}: is not used");
    }
}
