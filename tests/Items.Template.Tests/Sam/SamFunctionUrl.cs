using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>The URL of a function or of its alias.</summary>
internal static class SamFunctionUrl
{
    public const string Property = "FunctionUrlConfig";

    private static readonly string[] SameInUrl = ["AuthType", "InvokeMode"];

    public static void Add(SamTransform sam, Resource function)
    {
        string path = $"{function.Name}.{Property}";
        if (sam.Literal(path, function.Properties[Property], "SAM reads it") is not JsonObject config)
        {
            return;
        }

        sam.RejectUnknown(path, config, SameInUrl);
        sam.RejectMissing(path, config, "AuthType");
        // For NONE, SAM adds a permission for everyone.
        sam.Literal($"{path}.AuthType", config["AuthType"], "SAM decides by it who may call the URL");
        var url = SamTransform.Copy(config, SameInUrl);
        url["TargetFunctionArn"] = SamTransform.Ref(SamFunction.TargetOf(function));
        sam.Generate(function, $"{function.Name}Url", "AWS::Lambda::Url", url);
    }
}
