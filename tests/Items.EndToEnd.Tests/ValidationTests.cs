namespace Items.EndToEnd.Tests;

/// <summary>The errors of a 422 for fields of the body.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class ValidationTests(SharedApiFixture shared)
{
    private const string NotText = "Input should be a valid string";
    private const string NotUnicode =
        "Input should be a valid string, unable to parse raw data as a unicode string";
    private const string NotNumber = "Input should be a valid number";
    private const string NotPositive = "Input should be greater than 0";
    private const string TooManyDigits = "Decimal input should have no more than 28 digits in total";

    [Theory]
    [InlineData("name")]
    [InlineData("price")]
    [InlineData("category")]
    public async Task A_missing_required_field_is_an_error(string field)
    {
        var item = System.Text.Json.Nodes.JsonNode.Parse(ItemsApi.Mug)!.AsObject();
        item.Remove(field);

        var response = await shared.Client.CallAsync("POST", ItemsApi.Items, item.ToJsonString());

        response.ShouldHaveErrors(Error(field, "Field required", "missing"));
    }

    [Theory]
    [InlineData("name", "1", NotText, "string_type")]
    [InlineData("name", "true", NotText, "string_type")]
    [InlineData("name", "[\"a\"]", NotText, "string_type")]
    [InlineData("name", "{\"a\": {\"b\": 1}}", NotText, "string_type")]
    [InlineData("description", "0", NotText, "string_type")]
    [InlineData("category", "1.5", NotText, "string_type")]
    [InlineData("name", "\"\"", "String should have at least 1 character", "string_too_short")]
    [InlineData("category", "\"\"", "String should have at least 1 character", "string_too_short")]
    [InlineData("name", "\"\\ud800\"", NotUnicode, "string_unicode")]
    [InlineData("name", "\"a\\udc00b\"", NotUnicode, "string_unicode")]
    [InlineData("description", "\"\\ud83d\"", NotUnicode, "string_unicode")]
    [InlineData("category", "\"\\ude00\\ud83d\"", NotUnicode, "string_unicode")]
    [InlineData("price", "\"12.5\"", NotNumber, "float_type")]
    [InlineData("price", "true", NotNumber, "float_type")]
    [InlineData("price", "[1]", NotNumber, "float_type")]
    [InlineData("price", "{}", NotNumber, "float_type")]
    [InlineData("price", "0", NotPositive, "greater_than")]
    [InlineData("price", "-0.01", NotPositive, "greater_than")]
    [InlineData("price", "0e999999999", NotPositive, "greater_than")]
    [InlineData("price", "1e400", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e28", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e-29", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e99999999999999999999", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "12345678901234567890123456789", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1.2345678901234567890123456789", TooManyDigits, "decimal_max_digits")]
    public async Task An_invalid_field_is_an_error(string field, string value, string message, string type)
    {
        var created = await shared.Client.CallAsync("POST", ItemsApi.Items, ItemsApi.MugWith(field, value));
        created.ShouldHaveErrors(Error(field, message, type));

        var changed = await shared.Client.UpdateAsync("abc", $$"""{"{{field}}": {{value}}}""");
        changed.ShouldHaveErrors(Error(field, message, type));

        var patched = await shared.Client.PatchAsync("abc", $$"""{"{{field}}": {{value}}}""");
        patched.ShouldHaveErrors(Error(field, message, type));
    }

    [Theory]
    [InlineData("name", NotText, "string_type")]
    [InlineData("price", NotNumber, "float_type")]
    [InlineData("category", NotText, "string_type")]
    public async Task Null_in_a_required_field_is_an_error(string field, string message, string type)
    {
        var response = await shared.Client.CallAsync("POST", ItemsApi.Items, ItemsApi.MugWith(field, "null"));

        response.ShouldHaveErrors(Error(field, message, type));
    }

    [Theory]
    [InlineData("name", 100)]
    [InlineData("description", 500)]
    [InlineData("category", 50)]
    public async Task Lengths_count_code_points(string field, int most)
    {
        foreach (string character in new[] { "a", "é", "😀" })
        {
            string longest = string.Concat(Enumerable.Repeat(character, most));

            var accepted = await shared.Client.CreateAsync(ItemsApi.MugWith(field, $"\"{longest}\""));
            accepted.Text(field).Should().Be(longest);

            string error = Error(field, $"String should have at most {most} characters", "string_too_long");
            string tooLong = $"\"{longest}{character}\"";
            var created = await shared.Client.CallAsync(
                "POST",
                ItemsApi.Items,
                ItemsApi.MugWith(field, tooLong)
            );
            created.ShouldHaveErrors(error);
            string change = $$"""{"{{field}}": {{tooLong}}}""";
            var changed = await shared.Client.CallAsync("PUT", ItemsApi.Item(accepted.ItemId), change);
            changed.ShouldHaveErrors(error);
        }
    }

    [Fact]
    public async Task All_missing_fields_are_reported_together()
    {
        (await shared.Client.CallAsync("POST", ItemsApi.Items, "{}")).ShouldHaveErrors(
            """
            [
              {"loc": ["body", "name"], "msg": "Field required", "type": "missing"},
              {"loc": ["body", "price"], "msg": "Field required", "type": "missing"},
              {"loc": ["body", "category"], "msg": "Field required", "type": "missing"}
            ]
            """
        );
    }

    [Theory]
    [InlineData("POST", ItemsApi.Items)]
    [InlineData("PUT", "/api/v1/items/abc")]
    [InlineData("PATCH", "/api/v1/items/abc")]
    public async Task Wrong_types_and_broken_rules_are_reported_together_in_model_order(
        string method,
        string path
    )
    {
        string body =
            """{"category": "", "price": "x", "description": 1, "name": "\ud800", "unknown": "\ud800"}""";

        (await shared.Client.CallAsync(method, path, body)).ShouldHaveErrors(
            """
            [
              {"loc": ["body", "name"], "msg": "Input should be a valid string, unable to parse raw data as a unicode string", "type": "string_unicode"},
              {"loc": ["body", "description"], "msg": "Input should be a valid string", "type": "string_type"},
              {"loc": ["body", "price"], "msg": "Input should be a valid number", "type": "float_type"},
              {"loc": ["body", "category"], "msg": "String should have at least 1 character", "type": "string_too_short"}
            ]
            """
        );
    }

    [Fact]
    public async Task An_invalid_update_changes_nothing()
    {
        var created = await shared.Client.CreateAsync();

        var rejected = await shared.Client.UpdateAsync(created.ItemId, """{"name": "Red mug", "price": 0}""");

        rejected.ShouldHaveErrors(Error("price", NotPositive, "greater_than"));
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    private static string Error(string field, string message, string type) =>
        $$"""[{"loc": ["body", "{{field}}"], "msg": "{{message}}", "type": "{{type}}"}]""";
}
