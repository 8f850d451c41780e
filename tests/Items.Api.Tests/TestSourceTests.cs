using System.Text.RegularExpressions;

namespace Items.Api.Tests;

/// <summary>Rules for the source of all test projects.</summary>
public sealed partial class TestSourceTests
{
    [Fact]
    public void No_assertion_is_skipped_because_its_subject_is_null()
    {
        string[] files = Directory.GetFiles(Repository.PathTo("tests"), "*.cs", SearchOption.AllDirectories);

        files.Should().NotBeEmpty();
        files.Where(file => HasConditionalAssertion(File.ReadAllText(file))).Should().BeEmpty();
    }

    [Theory]
    [InlineData("response.RetryAfter?.Delta." + "Should().BePositive();", true)]
    [InlineData("response\n    ?.Headers\n    .Get(\"a\")\n    ." + "Should().Be(1);", true)]
    [InlineData("(response?.Status)." + "Should().Be(null);", false)]
    [InlineData("response.Status." + "Should().Be(a?.B);", false)]
    public void An_assertion_behind_a_conditional_access_is_found(string source, bool isFound) =>
        HasConditionalAssertion(source).Should().Be(isFound);

    private static bool HasConditionalAssertion(string source) => ConditionalAssertion().IsMatch(source);

    [GeneratedRegex(
        @"\?\s*\.\s*\w+(\s*(\.\s*\w+|\([^()]*\)|\[[^\[\]]*\]|!))*\s*\.\s*Should\s*\(",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ConditionalAssertion();
}
