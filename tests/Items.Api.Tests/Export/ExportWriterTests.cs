using System.Text;
using System.Text.Json.Nodes;
using Items.Api.Export;
using Items.Api.Items;
using NativeLambda.Validation;

namespace Items.Api.Tests.Export;

public sealed class ExportWriterTests
{
    [Fact]
    public void At_the_deadline_the_export_ends_with_the_position_after_its_last_row()
    {
        using var deadline = new CancellationTokenSource();

        var lines = Write(Rows(1000, cancelAfter: 10), deadline);

        lines.Should().HaveCount(11);
        var end = lines[^1];
        ((string?)end["export"], (int?)end["count"]).Should().Be(("incomplete", 10));
        Cursor.TryDecode((string)end["cursor"]!, null, out var cursor).Should().BeTrue();
        cursor.After.Should().Be("item 10");

        IEnumerable<ItemRow> Rows(int count, int cancelAfter)
        {
            for (int i = 1; i <= count; i++)
            {
                if (i == cancelAfter)
                {
                    deadline.Cancel();
                }

                yield return Row(i);
            }
        }
    }

    [Fact]
    public void A_deadline_after_the_last_row_leaves_the_export_complete()
    {
        using var deadline = new CancellationTokenSource();

        var lines = Write(Rows(), deadline);

        lines.Should().HaveCount(2);
        ((string?)lines[^1]["export"]).Should().Be("complete");

        IEnumerable<ItemRow> Rows()
        {
            yield return Row(1);
            deadline.Cancel();
        }
    }

    private static List<JsonNode> Write(IEnumerable<ItemRow> rows, CancellationTokenSource deadline)
    {
        using var output = new MemoryStream();
        new ExportWriter(output, category: null, start: null).Write(rows, deadline.Token);
        return
        [
            .. Encoding
                .UTF8.GetString(output.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!),
        ];
    }

    private static ItemRow Row(int number)
    {
        string id = $"item {number}";
        return new ItemRow(
            id,
            new Item(id, "Mug", null, ExactNumber.Of(1), "kitchen", "2026-11-21", "2026-11-21", Version: 1),
            "1"
        );
    }
}
