using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.Template.Tests;

/// <summary>A call of an intrinsic function: <c>{"Ref": …}</c> or <c>{"Fn::…": …}</c>.</summary>
internal sealed partial record Intrinsic(string Function, JsonNode? Argument)
{
    public const string NoValue = "AWS::NoValue";

    /// <returns>Null when the node is no intrinsic function.</returns>
    public static Intrinsic? Of(JsonNode? node) =>
        node is JsonObject { Count: 1 } call
        && call.First() is var (name, argument)
        && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal))
            ? new Intrinsic(name, argument)
            : null;

    public IReadOnlyList<JsonNode?> Arguments => Argument is JsonArray list ? [.. list] : [Argument];

    /// <summary>The name and the attribute of <c>Fn::GetAtt</c>, in its text form or its list form.</summary>
    public (string Name, string Attribute) ResourceAttribute
    {
        get
        {
            string text = string.Join('.', Arguments.Select(part => part?.ToString()));
            int dot = text.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? (text, "") : (text[..dot], text[(dot + 1)..]);
        }
    }

    /// <summary>The names in braces of a text of <c>Fn::Sub</c>, without those that are literal (<c>${!name}</c>).</summary>
    public static IEnumerable<string> VariablesOf(string text) =>
        Variable().Matches(text).Select(match => match.Groups["name"].Value);

    /// <returns>The text of <c>Fn::Sub</c> with other variables.</returns>
    public static string ReplaceVariables(string text, Func<string, string> replacement) =>
        Variable().Replace(text, match => replacement(match.Groups["name"].Value));

    [GeneratedRegex(@"\$\{(?<name>[^!}][^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
