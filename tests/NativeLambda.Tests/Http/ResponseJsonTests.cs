using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NativeLambda.Http;

namespace NativeLambda.Tests.Http;

public sealed class ResponseJsonTests
{
    private static readonly TextsJsonContext Indented = new(
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    private readonly ResponseJson _memory = new();

    [Fact]
    public void Each_value_is_written_as_the_serializer_writes_it_with_the_options_of_its_context()
    {
        foreach (var context in new[] { TextsJsonContext.Default, Indented, TextsJsonContext.Default })
        {
            string[] value = ["ä<", "😀"];

            Encoding
                .UTF8.GetString(_memory.Write(value, context.StringArray).Span)
                .Should()
                .Be(JsonSerializer.Serialize(value, context.StringArray));
        }
    }

    [Fact]
    public void The_memory_is_used_again()
    {
        var first = _memory.Write(["first"], TextsJsonContext.Default.StringArray);
        var second = _memory.Write(["other"], TextsJsonContext.Default.StringArray);

        second.Equals(first).Should().BeTrue();
    }

    [Fact]
    public void A_value_that_cannot_be_written_leaves_nothing_in_the_next_one()
    {
        var write = () =>
            _memory.Write([new Unwritable("written")], TextsJsonContext.Default.UnwritableArray);

        write.Should().Throw<NotSupportedException>();

        Encoding
            .UTF8.GetString(_memory.Write([], TextsJsonContext.Default.StringArray).Span)
            .Should()
            .Be("[]");
    }
}

internal sealed record Unwritable(string Text)
{
    public string Failing => Text.Length > 0 ? throw new NotSupportedException() : Text;
}

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Unwritable[]))]
internal sealed partial class TextsJsonContext : JsonSerializerContext;
