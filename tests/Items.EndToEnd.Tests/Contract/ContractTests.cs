using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary><c>openapi.yaml</c> on its own.</summary>
public sealed class ContractTests
{
    [Fact]
    public void Operations_have_the_names_that_generated_clients_use()
    {
        var ids = OpenApiDocument.Shared.Operations.Select(operation => operation.Id);

        ids.Should()
            .BeEquivalentTo(
                "getHealth",
                "createItem",
                "listItems",
                "getItem",
                "updateItem",
                "patchItem",
                "deleteItem",
                "createImport",
                "getImport",
                "receiveItemEvent",
                "exportItems",
                "getDocs",
                "getRedoc",
                "getContractAsJson",
                "getContractAsYaml"
            );
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_is_valid(string place, string schema, string example)
    {
        var violations = await OpenApiDocument.Shared.ValidateAsync(JsonNode.Parse(schema)!, example);

        violations.Should().BeEmpty("{0} shows {1}", place, example);
    }

    [Fact]
    public void Every_body_has_an_example()
    {
        var without = Bodies()
            .Where(body => !OpenApiDocument.Shared.ExamplesOf(body.Media).Any())
            .Select(body => body.Place);

        without.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"item_id": "abc"}""")]
    [InlineData("""{"detail": "x", "unknown": 1}""")]
    [InlineData("""{"detail": 1}""")]
    [InlineData("[]")]
    public async Task An_invalid_body_is_found(string json)
    {
        var schema = JsonNode.Parse("""{"$ref": "#/components/schemas/Error"}""")!;

        (await OpenApiDocument.Shared.ValidateAsync(schema, json)).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("price", "0")]
    [InlineData("price", "\"1\"")]
    [InlineData("price", "null")]
    [InlineData("name", "\"\"")]
    [InlineData("name", "null")]
    [InlineData("created_at", "\"2025-11-20T09:29:10Z\"")]
    [InlineData("item_id", "\"019A9F0C-8B1D-7E02-A3C4-0F5D9E8B7A61\"")]
    public async Task An_item_with_an_invalid_field_is_found(string field, string value)
    {
        var schema = JsonNode.Parse("""{"$ref": "#/components/schemas/Item"}""")!;
        var item = JsonNode.Parse(
            """
            {
              "item_id": "019a9f0c-8b1d-7e02-a3c4-0f5d9e8b7a61", "name": "a", "description": null, "price": 1,
              "category": "c", "created_at": "2025-11-20T09:29:10.685123Z", "updated_at": "2025-11-20T09:29:10.685123Z"
            }
            """
        )!;
        (await OpenApiDocument.Shared.ValidateAsync(schema, item.ToJsonString())).Should().BeEmpty();

        item[field] = JsonNode.Parse(value);

        (await OpenApiDocument.Shared.ValidateAsync(schema, item.ToJsonString())).Should().NotBeEmpty();
    }

    public static TheoryData<string, string, string> Examples()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var (place, media) in Bodies())
        {
            foreach (var example in OpenApiDocument.Shared.ExamplesOf(media))
            {
                rows.Add(place, media["schema"]!.ToJsonString(), example.ToJsonString());
            }
        }

        return rows;
    }

    /// <summary>A field has the same limits in requests and in responses.</summary>
    [Theory]
    [InlineData("ItemCreate")]
    [InlineData("ItemUpdate")]
    [InlineData("ItemPatch")]
    [InlineData("WebhookItem")]
    public void A_request_field_has_the_limits_of_the_response_field(string schema)
    {
        string[] limits =
        [
            "type",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "exclusiveMinimum",
        ];
        var item = OpenApiDocument.Shared.Schema("Item")["properties"]!;
        var fields = OpenApiDocument.Shared.Schema(schema)["properties"]!.AsObject();
        fields.Count.Should().BePositive();
        // The sender's own key is not a field of the item.
        foreach (var (name, field) in fields.Where(field => field.Key != "key"))
        {
            foreach (string limit in limits)
            {
                JsonNode
                    .DeepEquals(field![limit], item[name]![limit])
                    .Should()
                    .BeTrue(
                        "{0} of {1} is {2} in the request and {3} in the response",
                        limit,
                        name,
                        field[limit],
                        item[name]![limit]
                    );
            }
        }
    }

    private static IEnumerable<(string Place, JsonObject Media)> Bodies()
    {
        var document = OpenApiDocument.Shared;
        foreach (var operation in document.Operations)
        {
            foreach (var (type, media) in OpenApiDocument.JsonMediaOf(operation.RequestBody))
            {
                yield return ($"{operation.Id} request {type}", media);
            }

            foreach (var (status, response) in operation.Responses)
            {
                foreach (var (_, media) in OpenApiDocument.JsonMediaOf(document.Resolve(response!)))
                {
                    yield return ($"{operation.Id} {status}", media);
                }
            }
        }
    }
}
