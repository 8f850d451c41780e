using System.Text;
using System.Text.Json.Nodes;
using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Tests.Items;

/// <summary>Rows that another program wrote.</summary>
public sealed class ItemAttributesTests
{
    private const string Row = """{"item_id":{"S":"Any text"},"name":{"S":"Mug"},"price":{"N":"12.5"}}""";

    [Fact]
    public void A_row_with_key_name_and_price_is_an_item_with_defaults()
    {
        var item = Read(Row)!;

        item.Should()
            .BeEquivalentTo(
                new
                {
                    ItemId = "Any text",
                    Name = "Mug",
                    Description = (string?)null,
                    Category = "uncategorized",
                    CreatedAt = "1970-01-01T00:00:00.000000Z",
                    UpdatedAt = "1970-01-01T00:00:00.000000Z",
                    Version = 1L,
                }
            );
        item.Price.Text.Should().Be("12.5");
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("0.12345678901234567890123456789012345678")]
    [InlineData("9E+125")]
    [InlineData("9E125")]
    [InlineData("1E-100")]
    [InlineData("-1")]
    public void A_number_keeps_every_digit(string number)
    {
        With("price", $$"""{"N":"{{number}}"}""")!.Price.Text.Should().Be(number);
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00.123456", "2026-11-21T12:00:00.123456Z")]
    [InlineData("2026-11-21T12:00:00.123456+00:00", "2026-11-21T12:00:00.123456Z")]
    [InlineData("2026-11-21T12:00:00+02:00", "2026-11-21T10:00:00.000000Z")]
    [InlineData("2026-11-21T12:00:00.1Z", "2026-11-21T12:00:00.100000Z")]
    [InlineData("yesterday", "1970-01-01T00:00:00.000000Z")]
    public void A_time_is_converted_to_UTC_with_microseconds(string written, string read)
    {
        With("created_at", $$"""{"S":"{{written}}"}""")!.CreatedAt.Should().Be(read);
    }

    [Fact]
    public void A_row_without_name_or_price_or_with_another_version_is_not_an_item()
    {
        Item?[] items =
        [
            With("name", null),
            With("name", """{"N":"1"}"""),
            With("price", null),
            With("price", """{"S":"12.5"}"""),
            With("version", """{"S":"1"}"""),
            With("version", """{"N":"1.5"}"""),
            With("version", $$"""{"N":"{{long.MaxValue}}"}"""),
        ];

        items.Should().OnlyContain(item => item == null);
    }

    /// <param name="value">Null removes the attribute.</param>
    private static Item? With(string name, string? value)
    {
        var row = JsonNode.Parse(Row)!.AsObject();
        row.Remove(name);
        if (value is not null)
        {
            row[name] = JsonNode.Parse(value);
        }

        return Read(row.ToJsonString());
    }

    private static Item? Read(string row) =>
        new RowCopy(Encoding.UTF8.GetBytes(row)).Read(ItemAttributes.Read).Item;
}
