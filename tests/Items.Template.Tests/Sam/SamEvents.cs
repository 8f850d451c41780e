using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>The events of a function: routes of an HTTP API, and event source mappings of queues.</summary>
internal static class SamEvents
{
    private static readonly string[] SameInMapping =
    [
        "BatchSize",
        "Enabled",
        "FunctionResponseTypes",
        "MaximumBatchingWindowInSeconds",
        "ScalingConfig",
    ];

    public static void Add(SamTransform sam, Resource function)
    {
        var events = sam.Literal(
            $"{function.Name}.Events",
            function.Properties["Events"],
            "SAM writes a route or a mapping for each"
        );
        foreach (var (name, source) in events?.AsObject() ?? [])
        {
            string path = $"{function.Name}.Events.{name}";
            sam.RejectUnknown(path, source, "Type", "Properties");
            switch ($"{source?["Type"]}")
            {
                case "HttpApi":
                    Route.Check(sam, path, source?["Properties"]);
                    break;
                case "SQS":
                    AddMapping(sam, function, name, source?["Properties"] as JsonObject ?? []);
                    break;
                case var type:
                    sam.Violation($"{path}.Type", $"this check does not cover {type}");
                    break;
            }
        }
    }

    private static void AddMapping(SamTransform sam, Resource function, string name, JsonObject properties)
    {
        string path = $"{function.Name}.Events.{name}";
        sam.RejectUnknown(path, properties, [.. SameInMapping, "Queue"]);
        sam.RejectMissing(path, properties, "Queue");
        var mapping = SamTransform.Copy(properties, SameInMapping);
        if (properties["Queue"] is { } queue)
        {
            mapping["EventSourceArn"] = queue.DeepClone();
        }

        mapping["FunctionName"] = SamTransform.Ref(SamFunction.TargetOf(function));
        sam.Generate(function, function.Name + name, "AWS::Lambda::EventSourceMapping", mapping);
    }
}
