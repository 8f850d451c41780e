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

    [Theory]
    [InlineData("""["text"]""")]
    [InlineData("""[{}]""")]
    [InlineData("""[{"M":"text"}]""")]
    [InlineData("""[{"M":{},"S":"text"}]""")]
    public void A_list_of_another_structure_is_not_read(string list)
    {
        var row = new RowCopy(Encoding.UTF8.GetBytes("{\"list\":{\"L\":" + list + "}}"));

        var read = () => row.Read(it => it.Maps("list", map => map.Text("text")));

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void A_required_value_that_is_missing_or_of_another_type_is_an_error_with_its_name()
    {
        Sample.Read(row => row.RequiredText("text") + row.RequiredNumber("number")).Should().EndWith("E+125");

        Action[] reads =
        [
            () => Sample.Read(row => row.RequiredText("number")),
            () => Sample.Read(row => row.RequiredNumber("text")),
            () => Sample.Read(row => row.RequiredText("missing")),
        ];
        reads
            .Select(read => read.Should().Throw<FormatException>().Which.Message)
            .Should()
            .Equal(
                "A row has no text 'number'.",
                "A row has no number 'text'.",
                "A row has no text 'missing'."
            );
    }

    /// <summary>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: 32 levels.</summary>
    [Fact]
    public void An_attribute_of_the_maximum_depth_does_not_keep_others_from_being_read()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"M":{"a":""", 32));
        string json = $"{{\"deep\":{deep}{{\"S\":\"x\"}}{new string('}', 64)},\"text\":{{\"S\":\"read\"}}}}";

        new RowCopy(Encoding.UTF8.GetBytes(json)).Read(row => row.Text("text")).Should().Be("read");
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
    [InlineData("""{"a":{"S":5}}""")]
    [InlineData("""{"a":{"N":5}}""")]
    [InlineData("""{"a":{"BOOL":"true"}}""")]
    [InlineData("""{"a":{"L":{}}}""")]
    [InlineData("""{"a":{"M":"text"}}""")]
    [InlineData("""{"a":{"S":"\ud800"}}""")]
    public void JSON_of_another_structure_is_not_a_row(string json)
    {
        var read = () => new RowCopy(Encoding.UTF8.GetBytes(json)).Read(row => row.Text("a"));

        read.Should().Throw<JsonException>();
    }
}
