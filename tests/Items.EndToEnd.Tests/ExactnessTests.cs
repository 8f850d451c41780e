using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>Numbers keep every digit and texts every character.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class ExactnessTests(SharedApiFixture shared)
{
    [Theory]
    [InlineData("29.90", "29.9")]
    [InlineData("0.1", "0.1")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("1E2", "100")]
    [InlineData("1.50e1", "15")]
    [InlineData("5e-1", "0.5")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    [InlineData("1e27", "1000000000000000000000000000")]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("12345678901234.56789012345678", "12345678901234.56789012345678")]
    [InlineData("0.1234567890123456789012345678", "0.1234567890123456789012345678")]
    [InlineData("9007199254740993", "9007199254740993")]
    public async Task A_price_keeps_its_value_in_every_response(string sent, string expected)
    {
        var created = await shared.Client.CreateAsync(ItemsApi.MugWith("price", sent));
        created.Raw("price").Should().Be(expected);
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        (await shared.Client.ListAsync("?limit=1")).ShouldBe(200, $"[{created.Body}]");

        var other = await shared.Client.CreateAsync();
        var changed = await shared.Client.UpdateAsync(other.ItemId, $$"""{"price": {{sent}}}""");
        changed.Raw("price").Should().Be(expected);
    }

    [Theory]
    [InlineData("'single' \"double\" `back` \\ / <b>&amp;</b> + %41")]
    [InlineData("\0\u0001\b\t\n\v\f\r\u001b\u007f\u0085")]
    [InlineData("\u2028\u2029\ufeff\uffff")]
    [InlineData("é e\u0301 ß İ ı Ω 中文 עברית العربية हिन्दी")]
    [InlineData("😀 👩‍👩‍👧‍👦 🏳️‍🌈 \U0001F1E9\U0001F1EA \U0010FFFF")]
    [InlineData(" leading and trailing ")]
    public async Task A_text_keeps_every_character(string text)
    {
        string json = JsonValue.Create(text).ToJsonString();
        foreach (string field in new[] { "name", "description", "category" })
        {
            var created = await shared.Client.CreateAsync(ItemsApi.MugWith(field, json));
            created.Text(field).Should().Be(text);
            (await shared.Client.GetItemAsync(created.ItemId)).Text(field).Should().Be(text);

            var other = await shared.Client.CreateAsync();
            var changed = await shared.Client.UpdateAsync(other.ItemId, $$"""{"{{field}}": {{json}}}""");
            changed.Text(field).Should().Be(text);
        }
    }

    [Fact]
    public async Task Escaped_and_plain_characters_are_the_same_text()
    {
        var escaped = await shared.Client.CreateAsync(
            ItemsApi.MugWith("name", "\"\\u00e9\\ud83d\\ude00\\/\"")
        );
        var plain = await shared.Client.CreateAsync(ItemsApi.MugWith("name", "\"é😀/\""));

        escaped.Text("name").Should().Be("é😀/");
        escaped.Raw("name").Should().Be(plain.Raw("name"));
    }
}
