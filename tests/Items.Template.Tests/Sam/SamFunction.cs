using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>AWS::Serverless::Function: a Lambda function, and perhaps a role and a <see cref="SamAlias"/>.</summary>
internal static class SamFunction
{
    private static readonly string[] SameInLambda =
    [
        "Architectures",
        "Description",
        "Environment",
        "EphemeralStorage",
        "FunctionName",
        "Handler",
        "LoggingConfig",
        "MemorySize",
        "ReservedConcurrentExecutions",
        "Role",
        "Runtime",
        "Timeout",
    ];

    public static void Add(SamTransform sam, Resource function)
    {
        var (name, properties) = (function.Name, function.Properties);
        string[] own = ["CodeUri", "Events", SamFunctionUrl.Property, "Tracing", .. SamAlias.Properties];
        sam.RejectUnknown(name, properties, [.. SameInLambda, .. own]);
        sam.RejectMissing(name, properties, "CodeUri", "Handler", "Runtime");

        var lambda = SamTransform.Copy(properties, SameInLambda);
        lambda["Code"] = new JsonObject { ["S3Bucket"] = "of the deployment", ["S3Key"] = "its key" };
        if (properties["Tracing"] is { } mode)
        {
            lambda["TracingConfig"] = new JsonObject { ["Mode"] = mode.DeepClone() };
        }

        if (!properties.ContainsKey("Role"))
        {
            sam.GenerateRole(function, $"{name}Role", "lambda.amazonaws.com");
            lambda["Role"] = SamTransform.GetAtt($"{name}Role.Arn");
        }

        sam.Generate(function, name, "AWS::Lambda::Function", lambda);
        SamAlias.Add(sam, function);
        SamFunctionUrl.Add(sam, function);
        SamEvents.Add(sam, function);
    }

    /// <summary>Logical id of what routes, queues and the function URL call: the alias if there is one, else the function.</summary>
    public static string TargetOf(Resource function) =>
        function.Properties.TryGetPropertyValue("AutoPublishAlias", out var alias)
            ? $"{function.Name}Alias{alias as JsonValue}"
            : function.Name;
}
