using NativeLambda.Idempotency;

namespace NativeLambda.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("k", "k")]
    [InlineData("\"k\"", "k")]
    [InlineData(" \"k\"\t", "k")]
    [InlineData("\"", "\"")]
    [InlineData("\"\"k\"\"", "\"k\"")]
    [InlineData("!~", "!~")]
    public void One_pair_of_quotes_is_removed(string header, string key)
    {
        IdempotencyKey.TryParse(header, out var value).Should().BeTrue();
        value!.Text.Should().Be(key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    [InlineData("a b")]
    [InlineData("\"a b\"")]
    [InlineData("a\tb")]
    [InlineData("ü")]
    [InlineData("\u007F")]
    [InlineData("😀")]
    public void A_key_that_is_empty_or_not_visible_ASCII_is_rejected(string header) =>
        IdempotencyKey.TryParse(header, out _).Should().BeFalse();

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_key_has_at_most_255_characters(int length, bool isAccepted)
    {
        string key = new('k', length);

        IdempotencyKey.TryParse(key, out _).Should().Be(isAccepted);
        IdempotencyKey.TryParse($"\"{key}\"", out _).Should().Be(isAccepted);
    }
}
