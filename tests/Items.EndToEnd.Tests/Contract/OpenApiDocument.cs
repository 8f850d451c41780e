using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Infrastructure;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>One operation of <c>openapi.yaml</c>, with its references resolved one level deep.</summary>
/// <param name="IsPublic">Whether it needs no token.</param>
/// <param name="UsesTable">Whether its response through the HTTP API depends on the tables.</param>
/// <param name="Parameters">Its own and those of its path.</param>
internal sealed record Operation(
    string Id,
    string Method,
    string Path,
    bool IsPublic,
    bool UsesTable,
    IReadOnlyList<JsonObject> Parameters,
    JsonObject? RequestBody,
    JsonObject Responses
);

/// <summary>Operations and schemas of <c>openapi.yaml</c>.</summary>
internal sealed partial class OpenApiDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];
    private static readonly Lazy<OpenApiDocument> Loaded = new(() =>
        new OpenApiDocument(YamlJson.Read(File.ReadAllText(Repository.PathTo("openapi.yaml"))))
    );

    private readonly JsonObject _root;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = [];

    private OpenApiDocument(JsonObject root)
    {
        _root = root;
        Operations =
        [
            .. from path in root["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            where Methods.Contains(method.Key)
            let operation = method.Value!.AsObject()
            select new Operation(
                (string)operation["operationId"]!,
                method.Key.ToUpperInvariant(),
                path.Key,
                operation["security"] is JsonArray { Count: 0 },
                (string)operation["tags"]![0]! is not ("docs" or "export" or "health"),
                [.. ParametersOf(path.Value!), .. ParametersOf(operation)],
                operation["requestBody"]?.AsObject(),
                operation["responses"]!.AsObject()
            ),
        ];
    }

    public static OpenApiDocument Shared => Loaded.Value;

    public IReadOnlyList<Operation> Operations { get; }

    public JsonNode Info => _root["info"]!;

    /// <summary>Size in bytes of the largest request body, which the description states.</summary>
    public int BodyLimit =>
        1024
        * int.Parse(
            BodyLimitText().Match((string)Info["description"]!).Groups["KiB"].Value,
            CultureInfo.InvariantCulture
        );

    /// <returns>The operation of a request; <c>HEAD</c> counts as <c>GET</c>. Null when the contract has none.</returns>
    public Operation? Find(HttpMethod method, string path) =>
        Operations.FirstOrDefault(operation =>
            operation.Method == (method == HttpMethod.Head ? "GET" : method.Method)
            && Matches(operation.Path, path)
        );

    public Operation Get(string operationId) => Operations.Single(operation => operation.Id == operationId);

    /// <summary>Follows a <c>$ref</c> if the node is one.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        if ((string?)node["$ref"] is not { } reference)
        {
            return node.AsObject();
        }

        var target = reference.Split('/').Skip(1).Aggregate((JsonNode)_root, (at, name) => at[name]!);
        return target.AsObject();
    }

    public JsonObject Schema(string name) => _root["components"]!["schemas"]![name]!.AsObject();

    /// <param name="holder">A request body or a response; null for none.</param>
    /// <returns>The content types of JSON that it can have.</returns>
    public static IEnumerable<(string Type, JsonObject Media)> JsonMediaOf(JsonObject? holder) =>
        from content in holder?["content"]?.AsObject() ?? []
        where content.Key.EndsWith("json", StringComparison.Ordinal)
        select (content.Key, content.Value!.AsObject());

    /// <returns>The examples of a parameter, a header or a body, from <c>example</c> or <c>examples</c>.</returns>
    public IEnumerable<JsonNode> ExamplesOf(JsonObject holder) =>
        holder["example"] is { } single
            ? [single]
            : (holder["examples"]?.AsObject() ?? []).Select(named => Resolve(named.Value!)["value"]!);

    /// <returns>The violations of the schema, one line each.</returns>
    public async Task<IReadOnlyList<string>> ValidateAsync(JsonNode schema, string json)
    {
        string simplified = Simplify(JsonNode.Parse(json))?.ToJsonString() ?? "null";
        var errors = (await CompileAsync(schema)).Validate(simplified, SchemaType.OpenApi3);
        return [.. errors.Select(error => error.ToString())];
    }

    /// <summary>
    /// NJsonSchema 10 counts UTF-16 units where JSON Schema counts code points, and cannot compare whole numbers
    /// beyond 64 bits: it gets text of the same length and numbers of the same size.
    /// </summary>
    private static JsonNode? Simplify(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.Select(entry => KeyValuePair.Create(entry.Key, Simplify(entry.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Simplify)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(
                string.Concat(
                    value.GetValue<string>().EnumerateRunes().Select(rune => rune.IsBmp ? $"{rune}" : "?")
                )
            ),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(
                value.GetValue<double>()
            ),
            _ => node?.DeepClone(),
        };

    private IEnumerable<JsonObject> ParametersOf(JsonNode holder) =>
        (holder["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!));

    private static bool Matches(string template, string path)
    {
        string[] expected = template.TrimEnd('/').Split('/');
        string[] actual = (path.EndsWith('/') ? path[..^1] : path).Split('/');
        return expected.Length == actual.Length
            && expected
                .Zip(actual)
                .All(pair => pair.First is ['{', ..] ? pair.Second != "" : pair.First == pair.Second);
    }

    /// <summary>
    /// Compiles a schema together with the named schemas. Fields that are not in the contract are violations: clients may
    /// ignore them, but the API must not send them.
    /// </summary>
    private async Task<JsonSchema> CompileAsync(JsonNode schema)
    {
        string key = schema.ToJsonString();
        if (_schemas.TryGetValue(key, out var known))
        {
            return known;
        }

        var definitions = (JsonObject)_root["components"]!["schemas"]!.DeepClone();
        foreach (var definition in definitions.Select(entry => entry.Value!.AsObject()))
        {
            definition["additionalProperties"] = false;
        }

        var root = new JsonObject
        {
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["definitions"] = definitions,
        };
        string text = root.ToJsonString()
            .Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        return _schemas[key] = await JsonSchemaSerialization.FromJsonAsync(
            text,
            SchemaType.OpenApi3,
            documentPath: null,
            static (JsonSchema schema) =>
                new JsonReferenceResolver(new JsonSchemaAppender(schema, new DefaultTypeNameGenerator())),
            JsonSchema.CreateJsonSerializerContractResolver(SchemaType.OpenApi3),
            CancellationToken.None
        );
    }

    [GeneratedRegex("of at most (?<KiB>[0-9]+) KiB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BodyLimitText();
}
