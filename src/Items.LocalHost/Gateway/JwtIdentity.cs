using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Gateway;

/// <summary>The claims and scopes of a token, which the function receives in its event.</summary>
/// <param name="Claims">As text, in the gateway's format.</param>
/// <param name="Scopes">All scopes of the token; null on a route without scopes.</param>
internal sealed record JwtIdentity(
    IReadOnlyList<KeyValuePair<string, string>> Claims,
    IReadOnlyList<string>? Scopes
)
{
    /// <summary>Every claim that is not null. Undocumented; measured on AWS.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Render(JsonElement claims) =>
        [
            .. claims
                .EnumerateObject()
                .Where(claim => claim.Value.ValueKind != JsonValueKind.Null)
                .Select(claim => KeyValuePair.Create(claim.Name, Render(claim))),
        ];

    /// <summary>The event's <c>requestContext.authorizer</c>.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["jwt"] = new JsonObject
            {
                ["claims"] = new JsonObject(
                    Claims.Select(claim => KeyValuePair.Create(claim.Key, (JsonNode?)claim.Value))
                ),
                ["scopes"] = Scopes is null
                    ? null
                    : new JsonArray([.. Scopes.Select(scope => (JsonNode)scope)]),
            },
        };

    private static string Render(JsonProperty claim) =>
        claim.Value.ValueKind == JsonValueKind.Array
            ? $"[{string.Join(' ', claim.Value.EnumerateArray().Select(Text))}]"
            : Text(claim.Value);

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}
