using NativeLambda.Http;

namespace NativeLambda.Tests.Http;

public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"1\"", "1", "")]
    [InlineData("W/\"1\"", null, "1")]
    [InlineData("\"1\",W/\"2\" ,\t\"3\"", "1 3", "2")]
    [InlineData(", \"1\", ,", "1", "")]
    [InlineData("\"a,b\"", "a,b", "")]
    [InlineData("\"\"", "", "")]
    [InlineData("\"W/\"", "W/", "")]
    [InlineData("\"ü\"", "ü", "")]
    public void Strong_and_weak_tags_of_a_list_are_read_separately(string header, string? strong, string weak)
    {
        string[] strongTags = strong?.Split(' ') ?? [];
        string[] weakTags = weak.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] all = [.. strongTags, .. weakTags, "another"];

        EntityTags.TryParse(header, out var tags).Should().BeTrue();

        tags!.IsAny.Should().BeFalse();
        all.Where(tags.MatchesStrongly).Should().Equal(strongTags);
        all.Where(tags.MatchesWeakly).Should().Equal([.. strongTags, .. weakTags]);
    }

    [Theory]
    [InlineData("*")]
    [InlineData(" * ")]
    public void A_star_matches_every_tag(string header)
    {
        EntityTags.TryParse(header, out var tags).Should().BeTrue();

        tags!.IsAny.Should().BeTrue();
        tags.MatchesWeakly("another").Should().BeTrue();
        tags.MatchesStrongly("another").Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("1")]
    [InlineData("\"")]
    [InlineData("\"1")]
    [InlineData("1\"")]
    [InlineData("\"1\"2")]
    [InlineData("\"1\" \"2\"")]
    [InlineData("w/\"1\"")]
    [InlineData("W/1")]
    [InlineData("W/ \"1\"")]
    [InlineData("*,\"1\"")]
    [InlineData("\"1\",*")]
    [InlineData("\"a b\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"\u007F\"")]
    public void Text_that_is_not_a_list_of_entity_tags_is_rejected(string header) =>
        EntityTags.TryParse(header, out _).Should().BeFalse();

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_list_of_more_than_100_tags_is_rejected(int count, bool isAccepted) =>
        EntityTags
            .TryParse(string.Join(',', Enumerable.Repeat("\"1\"", count)), out _)
            .Should()
            .Be(isAccepted);
}
