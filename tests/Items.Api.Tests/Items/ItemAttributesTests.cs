using Amazon.DynamoDBv2.Model;
using Items.Api.Items;

namespace Items.Api.Tests.Items;

/// <summary>Rows that another program wrote.</summary>
public sealed class ItemAttributesTests
{
    [Fact]
    public void A_row_with_key_name_and_price_is_an_item_with_defaults()
    {
        var item = ItemAttributes.TryRead(Row())!;

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
        var row = Row();
        row["price"] = new AttributeValue { N = number };

        ItemAttributes.TryRead(row)!.Price.Text.Should().Be(number);
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00.123456", "2026-11-21T12:00:00.123456Z")]
    [InlineData("2026-11-21T12:00:00.123456+00:00", "2026-11-21T12:00:00.123456Z")]
    [InlineData("2026-11-21T12:00:00+02:00", "2026-11-21T10:00:00.000000Z")]
    [InlineData("2026-11-21T12:00:00.1Z", "2026-11-21T12:00:00.100000Z")]
    [InlineData("yesterday", "1970-01-01T00:00:00.000000Z")]
    public void A_time_is_converted_to_UTC_with_microseconds(string written, string read)
    {
        var row = Row();
        row["created_at"] = new AttributeValue(written);

        ItemAttributes.TryRead(row)!.CreatedAt.Should().Be(read);
    }

    [Fact]
    public void A_row_without_name_or_price_or_with_another_version_is_not_an_item()
    {
        Dictionary<string, AttributeValue>[] rows =
        [
            With("name", null),
            With("name", new AttributeValue { N = "1" }),
            With("price", null),
            With("price", new AttributeValue("12.5")),
            With("version", new AttributeValue("1")),
            With("version", new AttributeValue { N = "1.5" }),
        ];

        rows.Select(ItemAttributes.TryRead).Should().OnlyContain(item => item == null);
    }

    private static Dictionary<string, AttributeValue> With(string name, AttributeValue? value)
    {
        var row = Row();
        row.Remove(name);
        if (value is not null)
        {
            row[name] = value;
        }

        return row;
    }

    private static Dictionary<string, AttributeValue> Row() =>
        new()
        {
            ["item_id"] = new("Any text"),
            ["name"] = new("Mug"),
            ["price"] = new() { N = "12.5" },
        };
}
