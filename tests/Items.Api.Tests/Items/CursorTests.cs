using System.Buffers.Text;
using Items.Api.Items;

namespace Items.Api.Tests.Items;

public sealed class CursorTests
{
    private static readonly Cursor Cursor = new("0198c3a4-1234-7abc-8def-0123456789ab");

    [Theory]
    [InlineData(null)]
    [InlineData("kitchen")]
    [InlineData("ünï 😀")]
    public void A_cursor_is_decoded_as_it_was_encoded_and_needs_no_escape_in_a_URL(string? category)
    {
        string text = Cursor.Encode(category);

        text.Should().MatchRegex("^[A-Za-z0-9_-]+$");
        Cursor.TryDecode(text, category, out var read).Should().BeTrue();
        read.Should().Be(Cursor);
    }

    [Theory]
    [InlineData("0198C3A4-1234-7ABC-8DEF-0123456789AB")]
    [InlineData("7")]
    [InlineData("ünï 😀")]
    public void A_cursor_holds_any_id_exactly(string id)
    {
        Cursor.TryDecode(new Cursor(id).Encode(null), null, out var read).Should().BeTrue();

        read.After.Should().Be(id);
    }

    [Fact]
    public void A_cursor_with_an_id_that_no_index_can_have_is_rejected()
    {
        Cursor.TryDecode(new Cursor(new string('a', 1024)).Encode(null), null, out _).Should().BeTrue();
        Cursor.TryDecode(new Cursor(new string('a', 1025)).Encode(null), null, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(null, "kitchen")]
    [InlineData("kitchen", null)]
    [InlineData("kitchen", "Kitchen")]
    [InlineData(null, "")]
    public void A_cursor_is_rejected_with_another_filter(string? encoded, string? decoded) =>
        Cursor.TryDecode(Cursor.Encode(encoded), decoded, out _).Should().BeFalse();

    [Fact]
    public void A_cursor_with_a_changed_bit_is_rejected()
    {
        byte[] bytes = Base64Url.DecodeFromChars(Cursor.Encode(null));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Cursor.TryDecode(Base64Url.EncodeToString(changed), null, out _).Should().BeFalse();
        }
    }

    [Fact]
    public void A_cursor_with_a_changed_added_or_missing_character_is_rejected()
    {
        const string Characters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n\tü\0";
        string text = Cursor.Encode(null);
        for (int i = 0; i <= text.Length; i++)
        {
            foreach (char other in Characters)
            {
                IsCursor(text.Insert(i, $"{other}")).Should().BeFalse();
                IsCursor(text[..i] + other + text[Math.Min(i + 1, text.Length)..])
                    .Should()
                    .Be(i < text.Length && text[i] == other);
            }

            IsCursor(text[..i]).Should().Be(i == text.Length);
        }

        static bool IsCursor(string text) => Cursor.TryDecode(text, null, out _);
    }

    [Fact]
    public void Random_text_is_rejected()
    {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Cursor.TryDecode(Base64Url.EncodeToString(bytes), null, out _).Should().BeFalse();
        }
    }
}
