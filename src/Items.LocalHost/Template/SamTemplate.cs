using System.Collections.ObjectModel;
using Items.LocalHost.Processes;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>The part of a SAM template that runs locally: one function, one HTTP API, its tables, its queues, its user pool.</summary>
/// <param name="Directory">Folder of the template; paths in the template are relative to it.</param>
internal sealed record SamTemplate(
    string Directory,
    FunctionSettings Function,
    HttpApiSettings Api,
    IReadOnlyList<TableSettings> Tables,
    IReadOnlyList<QueueSettings> Queues,
    UserPoolSettings? UserPool
)
{
    /// <param name="given">Null for <c>template.yaml</c> in this folder or the nearest one above.</param>
    /// <returns>Full path of the template.</returns>
    public static string Find(string? given) =>
        given is null
            ? Tools.FindUpwards(
                "template.yaml",
                System.IO.Directory.GetCurrentDirectory(),
                AppContext.BaseDirectory
            ) ?? throw new HostError("no template.yaml here or in a folder above; use --template")
        : File.Exists(given) ? Path.GetFullPath(given)
        : throw new HostError($"template {given} does not exist");

    /// <param name="parameters">Values of parameters instead of their defaults.</param>
    /// <exception cref="HostError">
    /// The template is invalid or contains something that cannot run locally, or a parameter does not accept its value.
    /// </exception>
    public static SamTemplate Load(string path, IReadOnlyDictionary<string, string>? parameters = null)
    {
        var yaml = YamlText.Load(path);
        var intrinsics = new Intrinsics(yaml, parameters ?? ReadOnlyDictionary<string, string>.Empty);
        var root = new PropertyReader(yaml, intrinsics, "template", yaml.Root).Ignore(
            "AWSTemplateFormatVersion",
            "Transform",
            "Description",
            "Metadata",
            "Parameters",
            "Conditions",
            "Outputs"
        );
        var resources =
            root.Mapping("Resources") is not null
            && YamlText.Child(yaml.Root, "Resources") is YamlMappingNode mapping
                ? mapping
                : throw yaml.Error(yaml.Root, "the template needs Resources");
        root.RejectUnknown();
        // Before the conditions, whose functions SAM sees too.
        foreach (var resource in resources.Children.Values)
        {
            CorsSettings.RejectFunction(yaml, resource);
        }

        new Conditions(yaml, intrinsics).Apply(resources);
        ILookup<string, PropertyReader> byType = resources
            .Children.Select(pair =>
                pair.Value is YamlMappingNode resource
                    ? new PropertyReader(yaml, intrinsics, pair.Key.ToString(), resource)
                    : throw yaml.Error(pair.Value, $"{pair.Key} must be a mapping")
            )
            .ToLookup(ResourceTypes.Check);

        var api = HttpApiSettings.Read(Single("AWS::Serverless::HttpApi"));
        var queues = QueueSettings.ReadAll(byType["AWS::SQS::Queue"]);
        return new SamTemplate(
            Path.GetDirectoryName(path)!,
            FunctionSettings.Read(Single("AWS::Serverless::Function"), api.Authorizers, queues),
            api,
            [.. byType["AWS::DynamoDB::Table"].Select(TableSettings.Read)],
            queues,
            UserPoolSettings.Read(byType)
        );

        PropertyReader Single(string type) =>
            byType[type].ToArray() switch
            {
                [var resource] => resource,
                [] => throw yaml.Error(resources, $"the template needs one resource of type {type}"),
                [_, var second, ..] => throw second.Error(
                    "Type",
                    $"a second {type}: the local host supports one"
                ),
            };
    }

    /// <summary>The properties of a resource. Of its other attributes only those without a local effect are accepted.</summary>
    internal static PropertyReader PropertiesOf(PropertyReader resource)
    {
        var properties =
            resource.Mapping("Properties") ?? throw resource.Error("Properties", "has no Properties");
        resource
            .Ignore("Type", "Condition", "DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")
            .RejectUnknown();
        return properties;
    }
}
