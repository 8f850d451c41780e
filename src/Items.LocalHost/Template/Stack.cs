using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>What the local host runs of a template: one function, one HTTP API, its tables, its user pool.</summary>
/// <param name="Directory">Folder of the template; paths in it are relative to here.</param>
internal sealed record Stack(
    string Directory,
    FunctionSettings Function,
    HttpApiSettings Api,
    IReadOnlyList<TableSettings> Tables,
    UserPool? UserPool
)
{
    /// <exception cref="HostError">The template is broken or holds something that cannot run locally.</exception>
    public static Stack Load(string path)
    {
        var yaml = YamlText.Load(path);
        var intrinsics = new Intrinsics(yaml);
        var root = new Section(yaml, intrinsics, "template", yaml.Root).WithoutLocalEffect(
            "AWSTemplateFormatVersion",
            "Transform",
            "Description",
            "Metadata",
            "Parameters",
            "Outputs"
        );
        var resources =
            root.Map("Resources") is not null
            && yaml.Root.Children[new YamlScalarNode("Resources")] is YamlMappingNode mapping
                ? mapping
                : throw yaml.Error(yaml.Root, "the template needs Resources");
        root.Complete();

        ILookup<string, Section> byType = resources
            .Children.Select(pair =>
                pair.Value is YamlMappingNode resource
                    ? new Section(yaml, intrinsics, pair.Key.ToString(), resource)
                    : throw yaml.Error(pair.Value, $"{pair.Key} must be a mapping")
            )
            .ToLookup(resource => resource.Required("Type"));

        var api = HttpApiSettings.Read(Only(byType, "AWS::Serverless::HttpApi"));
        var function = FunctionSettings.Read(Only(byType, "AWS::Serverless::Function"), api.Authorizers);
        Stack stack = new(
            Path.GetDirectoryName(path)!,
            function,
            api,
            [.. byType["AWS::DynamoDB::Table"].Select(TableSettings.Read)],
            UserPool.Read(byType)
        );
        return stack;

        Section Only(ILookup<string, Section> all, string type) =>
            all[type].ToArray() switch
            {
                [var one] => one,
                [] => throw yaml.Error(resources, $"the template needs one resource of type {type}"),
                [_, var second, ..] => throw second.Error(
                    "Type",
                    $"a second {type}: the local host runs one"
                ),
            };
    }

    /// <summary>The properties of a resource, once the attributes around them are known to be harmless.</summary>
    internal static Section PropertiesOf(Section resource)
    {
        var properties =
            resource.Map("Properties") ?? throw resource.Error("Properties", "has no Properties");
        resource
            .WithoutLocalEffect("Type", "DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")
            .Complete();
        return properties;
    }
}
