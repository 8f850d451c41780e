using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace NativeLambda.Tests.DynamoDb;

public sealed class RowTests
{
    private static readonly RowCopy Sample = MarshalledRow.Of(
        new()
        {
            ["text"] = new("a \"quoted\" line\n, \u00fc and \U0001F600"),
            ["empty"] = new(""),
            ["number"] = new() { N = "-1.50E+125" },
            ["yes"] = new() { BOOL = true },
            ["no"] = new() { BOOL = false },
            ["nothing"] = new() { NULL = true },
            ["bytes"] = new() { B = new MemoryStream([1, 2, 3]) },
            ["map"] = new()
            {
                M = new()
                {
                    ["text"] = new("of the map"),
                    ["number"] = new() { N = "2" },
                },
            },
            ["set"] = new() { SS = ["text", "number"] },
            ["list"] = new()
            {
                L =
                [
                    new() { M = new() { ["text"] = new("first") } },
                    new("no map"),
                    new()
                    {
                        M = new()
                        {
                            ["text"] = new("second"),
                            ["list"] = new() { L = [new("x")] },
                        },
                    },
                ],
            },
            ["after"] = new("the list"),
        }
    );

    [Fact]
    public void A_value_is_read_exactly_by_its_name_and_type() =>
        Sample
            .Read(row =>
                new[]
                {
                    row.Text("text"),
                    row.Text("empty"),
                    row.Number("number"),
                    row.Text("after"),
                    row.IsTrue("yes").ToString(),
                    row.IsTrue("no").ToString(),
                }
            )
            .Should()
            .Equal(
                "a \"quoted\" line\n, \u00fc and \U0001F600",
                "",
                "-1.50E+125",
                "the list",
                "True",
                "False"
            );

    [Theory]
    [InlineData("number")]
    [InlineData("nothing")]
    [InlineData("bytes")]
    [InlineData("map")]
    [InlineData("set")]
    [InlineData("list")]
    public void A_value_of_another_type_exists_and_is_not_text(string name)
    {
        Sample.Read(row => row.Has(name)).Should().BeTrue();
        Sample.Read(row => row.Text(name)).Should().BeNull();
    }

    [Theory]
    [InlineData("tex")]
    [InlineData("text ")]
    [InlineData("TEXT")]
    [InlineData("")]
    public void An_attribute_has_exactly_its_name(string name)
    {
        Sample.Read(row => row.Has(name)).Should().BeFalse();
        Sample.Read(row => row.Text(name)).Should().BeNull();
        Sample.Read(row => row.Number(name)).Should().BeNull();
        Sample.Read(row => row.IsTrue(name)).Should().BeFalse();
    }

    [Fact]
    public void Text_is_no_number_and_no_truth_value()
    {
        Sample.Read(row => row.Number("text")).Should().BeNull();
        Sample.Read(row => row.IsTrue("text")).Should().BeFalse();
    }

    [Fact]
    public void The_maps_of_a_list_are_read_in_their_order_and_the_row_stays_readable()
    {
        Sample
            .Read(row => (row.Maps("list", map => map.Text("text")), row.Text("after")))
            .Should()
            .BeEquivalentTo((new[] { "first", "second" }, "the list"), it => it.WithStrictOrdering());
        Sample.Read(row => row.Maps("map", map => map.Text("text"))).Should().BeEmpty("it is not a list");
        Sample.Read(row => row.Maps("missing", map => map.Text("text"))).Should().BeEmpty();
    }

    [Fact]
    public void A_row_can_have_any_number_of_attributes()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"attribute_{i}").ToList();
        var row = MarshalledRow.Of(names.ToDictionary(name => name, name => new AttributeValue(name)));

        foreach (string name in names)
        {
            row.Read(it => it.Text(name)).Should().Be(name);
        }
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"a":"text"}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"S":"x","N":"1"}}""")]
    [InlineData("""{"a":{"S":"x"}""")]
    [InlineData("""{"a":{"S":"x""")]
    public void JSON_of_another_structure_is_not_a_row(string json)
    {
        var read = () => new RowCopy(Encoding.UTF8.GetBytes(json)).Read(row => row.Text("a"));

        read.Should().Throw<JsonException>();
    }
}
