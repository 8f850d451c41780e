using System.Globalization;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// The API accepts a request exactly when the contract allows it: tested at each bound of the contract and just beyond
/// it.
/// </summary>
[Collection(SharedApiDefinition.Name)]
public sealed class BoundsTests(SharedApiFixture shared)
{
    private static readonly string[] WrongTypes = ["null", "true", "1", "\"1\"", "[]", "{}"];

    private static readonly string[] Keys =
    [
        "k",
        new('k', 255),
        new('k', 256),
        $"\"{new string('k', 255)}\"",
        $"\"{new string('k', 256)}\"",
        "\"",
        "\"\"",
        "",
        "two words",
    ];

    private static readonly string[] EntityTags =
    [
        "*",
        "\"1\"",
        "W/\"1\"",
        "\"\"",
        "\"1\", W/\"2\"",
        Repeated("\"1\"", 100),
        Repeated("\"1\"", 101),
        "*, \"1\"",
        "\"1\" \"2\"",
        "\"a b\"",
        "\"1",
        "w/\"1\"",
        "W/1",
        "1",
        "",
    ];

    [Theory]
    [InlineData("createItem", "ItemCreate")]
    [InlineData("updateItem", "ItemUpdate")]
    [InlineData("patchItem", "ItemPatch")]
    public async Task A_body_is_accepted_exactly_when_its_schema_allows_it(string operationId, string name)
    {
        var schema = OpenApiDocument.Shared.Schema(name);
        var operation = OpenApiDocument.Shared.Get(operationId);
        string path = await PathAsync(operation);
        var properties = schema["properties"]!.AsObject();
        properties.Count.Should().BePositive();
        foreach (var (field, property) in properties)
        {
            foreach (string? value in (string?[])[null, .. ValuesOf(property!.AsObject())])
            {
                string body = Body(field, value);
                var violations = await OpenApiDocument.Shared.ValidateAsync(schema, body);

                var response = await shared.Client.CallAsync(operation.Method, path, body);

                ShouldAgree(response, violations, $"{operationId} with {field} {value}");
                if (violations.Count > 0)
                {
                    response.Json["detail"]![0]!["loc"]!
                        .ToJsonString()
                        .Should()
                        .Be($"[\"body\",\"{field}\"]");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(BoundedParameters))]
    public async Task A_parameter_is_accepted_exactly_when_its_schema_allows_it(
        string operationId,
        string name
    )
    {
        var operation = OpenApiDocument.Shared.Get(operationId);
        var parameter = operation.Parameters.Single(it => (string?)it["name"] == name);
        var schema = OpenApiDocument.Shared.Resolve(parameter["schema"]!);
        bool isNumber = (string?)schema["type"] == "integer";
        string[] values =
            isNumber ? [.. ValuesOf(schema).Select(value => value.Trim('"'))]
            : name == "Idempotency-Key" ? KeysOf(operationId)
            : EntityTags;
        foreach (string value in values)
        {
            string json =
                isNumber && int.TryParse(value, out _) ? value : JsonValue.Create(value).ToJsonString();
            var violations = await OpenApiDocument.Shared.ValidateAsync(schema, json);

            ShouldAgree(
                await CallAsync(operation, parameter, value),
                violations,
                $"{operationId} with {name} {value}"
            );
        }
    }

    [Fact]
    public async Task The_default_limit_is_that_of_the_contract()
    {
        var limit = OpenApiDocument
            .Shared.Get("listItems")
            .Parameters.Single(it => (string?)it["name"] == "limit");
        int expected = (int)(decimal)limit["schema"]!["default"]!;
        string category = $"{Guid.NewGuid()}";
        for (int i = 0; i <= expected; i++)
        {
            await shared.Client.CreateAsync(ItemsApi.MugWith("category", $"\"{category}\""));
        }

        var page = await shared.Client.ListAsync($"?category={category}");

        page.Json.AsArray().Should().HaveCount(expected);
    }

    [Fact]
    public async Task Every_example_of_a_request_is_accepted()
    {
        foreach (var operation in OpenApiDocument.Shared.Operations)
        {
            foreach (var (type, media) in OpenApiDocument.JsonMediaOf(operation.RequestBody))
            {
                foreach (var example in OpenApiDocument.Shared.ExamplesOf(media))
                {
                    string path = await PathAsync(operation);
                    var response = await shared.Client.CallAsync(
                        operation.Method,
                        path,
                        example.ToJsonString(),
                        type,
                        operation.Signature(example.ToJsonString())
                    );
                    response.Status.Should().BeInRange(200, 299, "{0} is an example", example.ToJsonString());
                }
            }

            foreach (var parameter in operation.Parameters)
            {
                foreach (var example in OpenApiDocument.Shared.ExamplesOf(parameter))
                {
                    var response = await CallAsync(operation, parameter, $"{example}");
                    response.Status.Should().NotBe(422, "{0} is an example", example.ToJsonString());
                }
            }
        }
    }

    [Fact]
    public async Task Health_has_the_version_of_the_contract()
    {
        var response = await shared.Client.CallAsync("GET", "/");

        response.Text("version").Should().Be((string?)OpenApiDocument.Shared.Info["version"]);
    }

    public static TheoryData<string, string> BoundedParameters()
    {
        var rows = new TheoryData<string, string>();
        foreach (var operation in OpenApiDocument.Shared.Operations)
        {
            foreach (var parameter in operation.Parameters)
            {
                var schema = OpenApiDocument.Shared.Resolve(parameter["schema"]!);
                if (schema["pattern"] is not null || (string?)schema["type"] == "integer")
                {
                    rows.Add(operation.Id, (string)parameter["name"]!);
                }
            }
        }

        return rows;
    }

    /// <summary>Other ones for each operation, since a key belongs to one request.</summary>
    private static string[] KeysOf(string operationId) =>
        operationId == "createItem"
            ? Keys
            : [.. Keys.Where(key => key != "\"").Select(key => key.Replace('k', 'i'))];

    /// <returns>JSON at each bound of the schema and beyond it, and of every other type.</returns>
    private static IEnumerable<string> ValuesOf(JsonObject schema)
    {
        if ((string?)schema["type"] == "string")
        {
            int longest = (int)(decimal)schema["maxLength"]!;
            int[] lengths = [0, 1, longest, longest + 1];
            return [.. WrongTypes, .. lengths.Select(length => $"\"{new string('x', length)}\"")];
        }

        decimal[] bounds =
        [
            .. ((string[])["minimum", "maximum"])
                .Select(name => schema[name])
                .OfType<JsonNode>()
                .Select(it => (decimal)it),
        ];
        decimal step = (string?)schema["type"] == "integer" ? 1 : 0.01m;
        return
        [
            .. WrongTypes,
            .. bounds
                .SelectMany(bound => (decimal[])[bound - step, bound, bound + step])
                .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    /// <param name="field">The field.</param>
    /// <param name="value">Its JSON; null for an item without it.</param>
    private static string Body(string field, string? value)
    {
        if (value is not null)
        {
            return ItemsApi.MugWith(field, value);
        }

        var item = JsonNode.Parse(ItemsApi.Mug)!.AsObject();
        item.Remove(field);
        return item.ToJsonString();
    }

    private static void ShouldAgree(ApiResponse response, IReadOnlyList<string> violations, string request) =>
        (response.Status == 422)
            .Should()
            .Be(
                violations.Count > 0,
                "the response to {0} is {1} {2}, and the violations of the contract are {3}",
                request,
                response.Status,
                response.Body,
                violations
            );

    /// <summary>The operation with one of its parameters, on an item that exists.</summary>
    private async Task<ApiResponse> CallAsync(Operation operation, JsonObject parameter, string value)
    {
        string name = (string)parameter["name"]!;
        string location = (string)parameter["in"]!;
        string path =
            location == "path"
                ? operation.Path.Replace($"{{{name}}}", value, StringComparison.Ordinal)
                : await PathAsync(operation);
        return await shared.Client.CallAsync(
            operation.Method,
            location == "query" ? $"{path}?{name}={Uri.EscapeDataString(value)}" : path,
            operation.Body(),
            headers: location == "header" ? [(name, value)] : []
        );
    }

    private async Task<string> PathAsync(Operation operation) =>
        operation.Path.Contains("{item_id}", StringComparison.Ordinal)
            ? operation.Path.Replace(
                "{item_id}",
                (await shared.Client.CreateAsync()).ItemId,
                StringComparison.Ordinal
            )
            : operation.Path;

    private static string Repeated(string tag, int count) => string.Join(',', Enumerable.Repeat(tag, count));
}
