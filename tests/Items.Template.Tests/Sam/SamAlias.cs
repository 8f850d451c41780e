using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>The version and alias of a function with AutoPublishAlias, and the deployment group that moves the alias.</summary>
internal static class SamAlias
{
    private const string Alias = "AutoPublishAlias";
    private const string Always = "AutoPublishAliasAllProperties";
    private const string Preference = "DeploymentPreference";
    private const string Provisioned = "ProvisionedConcurrencyConfig";

    private static readonly string[] DeploymentTypes =
    [
        "AllAtOnce",
        .. new[] { 5, 10, 15, 30 }.Select(minutes => $"Canary10Percent{minutes}Minutes"),
        "Linear10PercentEvery1Minute",
        .. new[] { 2, 3, 10 }.Select(minutes => $"Linear10PercentEvery{minutes}Minutes"),
    ];

    /// <summary>The function's properties that are for the alias.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [Alias, "AutoPublishAliasAllProperties", Preference, Provisioned];

    public static void Add(SamTransform sam, Resource function)
    {
        var (name, properties) = (function.Name, function.Properties);
        if (!properties.ContainsKey(Alias))
        {
            foreach (string needsAlias in Properties.Where(properties.ContainsKey))
            {
                sam.Violation($"{name}.{needsAlias}", $"needs {Alias}");
            }

            return;
        }

        sam.Literal($"{name}.{Alias}", properties[Alias], "the logical id of the alias contains it");
        sam.Literal(
            $"{name}.{Always}",
            properties[Always],
            "SAM decides by it whether there is a new version"
        );
        sam.Generate(
            function,
            $"{name}Version",
            "AWS::Lambda::Version",
            new() { ["FunctionName"] = SamTransform.Ref(name) }
        );
        var alias = SamTransform.Copy(properties, Provisioned);
        alias["Name"] = properties[Alias] is JsonValue text ? $"{text}" : "";
        alias["FunctionName"] = SamTransform.Ref(name);
        alias["FunctionVersion"] = SamTransform.GetAtt($"{name}Version.Version");
        string aliasName = SamFunction.TargetOf(function);
        var definition = sam.Generate(function, aliasName, "AWS::Lambda::Alias", alias);
        sam.Name($"{name}.Alias", aliasName);
        sam.Name($"{name}.Version", $"{name}Version");
        if (properties[Preference] is JsonObject preference)
        {
            definition["UpdatePolicy"] = AddDeploymentGroup(sam, function, preference);
        }
    }

    /// <returns>The alias's update policy, by which it depends on the deployment group.</returns>
    private static JsonObject AddDeploymentGroup(SamTransform sam, Resource function, JsonObject preference)
    {
        string path = $"{function.Name}.{Preference}";
        string group = $"{function.Name}DeploymentGroup";
        const string Application = "ServerlessDeploymentApplication";
        const string Role = "CodeDeployServiceRole";
        sam.RejectUnknown(path, preference, "Alarms", "Enabled", "Hooks", "Role", "Type");
        sam.RejectUnknown($"{path}.Hooks", preference["Hooks"], "PreTraffic", "PostTraffic");
        sam.RejectMissing(path, preference, "Type");
        foreach (string type in sam.Source.TextsOf(preference["Type"]).Except(DeploymentTypes))
        {
            sam.Violation($"{path}.Type", $"{type} is not one of CodeDeploy's configurations");
        }

        sam.Generate(
            function,
            Application,
            "AWS::CodeDeploy::Application",
            new() { ["ComputePlatform"] = "Lambda" }
        );
        sam.GenerateRole(function, Role, "codedeploy.amazonaws.com");
        sam.Generate(
            function,
            group,
            "AWS::CodeDeploy::DeploymentGroup",
            new()
            {
                ["ApplicationName"] = SamTransform.Ref(Application),
                ["DeploymentConfigName"] = preference["Type"]?.DeepClone(),
                ["ServiceRoleArn"] = preference["Role"]?.DeepClone() ?? SamTransform.GetAtt($"{Role}.Arn"),
                ["AlarmConfiguration"] = new JsonObject { ["Alarms"] = Alarms(preference["Alarms"]) },
            }
        );
        return new JsonObject
        {
            ["ApplicationName"] = SamTransform.Ref(Application),
            ["DeploymentGroupName"] = SamTransform.Ref(group),
            ["Hooks"] = preference["Hooks"]?.DeepClone(),
        };
    }

    /// <summary>Each alarm's name becomes <c>{"Name": …}</c>, also inside Fn::If.</summary>
    private static JsonNode? Alarms(JsonNode? node) =>
        node is JsonArray list
            ? new JsonArray([.. list.Select(alarm => new JsonObject { ["Name"] = alarm?.DeepClone() })])
        : Intrinsic.Of(node) is { Function: "Fn::If", Arguments: [var condition, var then, var otherwise] }
            ? new JsonObject
            {
                ["Fn::If"] = new JsonArray(condition?.DeepClone(), Alarms(then), Alarms(otherwise)),
            }
        : node?.DeepClone();
}
