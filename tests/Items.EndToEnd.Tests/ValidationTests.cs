using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What a 422 says about the fields of a body.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class ValidationTests(StackFixture shared)
{
    private const string NoText = "Input should be a valid string";
    private const string NoUnicode =
        "Input should be a valid string, unable to parse raw data as a unicode string";
    private const string NoNumber = "Input should be a valid number";
    private const string NotPositive = "Input should be greater than 0";
    private const string TooManyDigits = "Decimal input should have no more than 28 digits in total";

    [Theory]
    [InlineData("name")]
    [InlineData("price")]
    [InlineData("category")]
    public async Task A_required_field_must_be_sent(string field)
    {
        var item = System.Text.Json.Nodes.JsonNode.Parse(Api.Mug)!.AsObject();
        item.Remove(field);

        var answer = await shared.Client.CallAsync("POST", Api.Items, item.ToJsonString());

        answer.ShouldBeRefused(Error(field, "Field required", "missing"));
    }

    [Theory]
    [InlineData("name", "1", NoText, "string_type")]
    [InlineData("name", "true", NoText, "string_type")]
    [InlineData("name", "[\"a\"]", NoText, "string_type")]
    [InlineData("name", "{\"a\": {\"b\": 1}}", NoText, "string_type")]
    [InlineData("description", "0", NoText, "string_type")]
    [InlineData("category", "1.5", NoText, "string_type")]
    [InlineData("name", "\"\"", "String should have at least 1 character", "string_too_short")]
    [InlineData("category", "\"\"", "String should have at least 1 character", "string_too_short")]
    [InlineData("name", "\"\\ud800\"", NoUnicode, "string_unicode")]
    [InlineData("name", "\"a\\udc00b\"", NoUnicode, "string_unicode")]
    [InlineData("description", "\"\\ud83d\"", NoUnicode, "string_unicode")]
    [InlineData("category", "\"\\ude00\\ud83d\"", NoUnicode, "string_unicode")]
    [InlineData("price", "\"12.5\"", NoNumber, "float_type")]
    [InlineData("price", "true", NoNumber, "float_type")]
    [InlineData("price", "[1]", NoNumber, "float_type")]
    [InlineData("price", "{}", NoNumber, "float_type")]
    [InlineData("price", "0", NotPositive, "greater_than")]
    [InlineData("price", "-0.01", NotPositive, "greater_than")]
    [InlineData("price", "0e999999999", NotPositive, "greater_than")]
    [InlineData("price", "1e400", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e28", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e-29", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1e99999999999999999999", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "12345678901234567890123456789", TooManyDigits, "decimal_max_digits")]
    [InlineData("price", "1.2345678901234567890123456789", TooManyDigits, "decimal_max_digits")]
    public async Task A_wrong_field_is_refused(string field, string value, string message, string type)
    {
        var created = await shared.Client.CallAsync("POST", Api.Items, Api.ItemWith(field, value));
        created.ShouldBeRefused(Error(field, message, type));

        var changed = await shared.Client.CallAsync("PUT", Api.Item("abc"), $$"""{"{{field}}": {{value}}}""");
        changed.ShouldBeRefused(Error(field, message, type));
    }

    [Theory]
    [InlineData("name", NoText, "string_type")]
    [InlineData("price", NoNumber, "float_type")]
    [InlineData("category", NoText, "string_type")]
    public async Task Null_is_no_value_for_a_required_field(string field, string message, string type)
    {
        var answer = await shared.Client.CallAsync("POST", Api.Items, Api.ItemWith(field, "null"));

        answer.ShouldBeRefused(Error(field, message, type));
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

            var accepted = await shared.Client.CreateAsync(Api.ItemWith(field, $"\"{longest}\""));
            accepted.Text(field).Should().Be(longest);

            string refusal = Error(field, $"String should have at most {most} characters", "string_too_long");
            string tooLong = $"\"{longest}{character}\"";
            var created = await shared.Client.CallAsync("POST", Api.Items, Api.ItemWith(field, tooLong));
            created.ShouldBeRefused(refusal);
            string change = $$"""{"{{field}}": {{tooLong}}}""";
            var changed = await shared.Client.CallAsync("PUT", Api.Item(accepted.ItemId), change);
            changed.ShouldBeRefused(refusal);
        }
    }

    [Fact]
    public async Task Everything_that_is_missing_is_named_at_once()
    {
        (await shared.Client.CallAsync("POST", Api.Items, "{}")).ShouldBeRefused(
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
    [InlineData("POST", Api.Items)]
    [InlineData("PUT", "/api/v1/items/abc")]
    public async Task Wrong_types_and_broken_rules_are_named_together_in_model_order(
        string method,
        string path
    )
    {
        string body =
            """{"category": "", "price": "x", "description": 1, "name": "\ud800", "unknown": "\ud800"}""";

        (await shared.Client.CallAsync(method, path, body)).ShouldBeRefused(
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
    public async Task A_refused_change_changes_nothing()
    {
        var created = await shared.Client.CreateAsync();

        var refused = await shared.Client.CallAsync(
            "PUT",
            Api.Item(created.ItemId),
            """{"name": "Red mug", "price": 0}"""
        );

        refused.ShouldBeRefused(Error("price", NotPositive, "greater_than"));
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    private static string Error(string field, string message, string type) =>
        $$"""[{"loc": ["body", "{{field}}"], "msg": "{{message}}", "type": "{{type}}"}]""";
}
