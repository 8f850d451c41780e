using System.Text.Json.Nodes;

namespace Items.Template.Tests;

/// <summary>The nodes of a template.</summary>
internal static class Nodes
{
    /// <returns>The node and all nodes inside it, with their paths.</returns>
    public static IEnumerable<(string Path, JsonNode Node)> In(JsonNode? node, string path) =>
        node switch
        {
            null => [],
            JsonObject mapping =>
            [
                (path, node),
                .. mapping.SelectMany(entry => In(entry.Value, $"{path}.{entry.Key}")),
            ],
            JsonArray list =>
            [
                (path, node),
                .. list.SelectMany((item, index) => In(item, $"{path}[{index}]")),
            ],
            _ => [(path, node)],
        };

    /// <returns>The items of a list, or the node itself.</returns>
    public static IEnumerable<JsonNode?> ListOrSingle(JsonNode? node) =>
        node is JsonArray list ? list.AsEnumerable() : [node];
}
