using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests;

/// <summary>
/// Runs the examples of a document: all its <c>sh</c> blocks in one bash, in order. The output of each must contain the
/// lines of the <c>text</c> block that follows, in their order; <c>…</c> matches any text.
/// </summary>
public sealed partial class DocumentationTests
{
    private const string BlockEnd = "-- end of block --";

    [Theory]
    [InlineData("docs/api.md", 11)]
    [InlineData("docs/samples.md", 12)]
    [InlineData("README.md", 1)]
    public async Task The_examples_print_what_the_document_shows(string document, int atLeast)
    {
        await using var api = await HostedApi.StartAsync();
        var examples = Examples(await File.ReadAllTextAsync(Repository.PathTo(document)));
        examples.Should().HaveCountGreaterThanOrEqualTo(atLeast);
        examples.Should().OnlyContain(example => example.Expected.Length > 0);

        string[] printed = await RunAsync(examples, api);

        foreach (var (example, output) in examples.Zip(printed))
        {
            FindMissing(example.Expected, output)
                .Should()
                .BeNull(
                    "{0} shows it as output of\n{1}\nwhich printed\n{2}",
                    document,
                    example.Script,
                    output
                );
        }
    }

    /// <summary>docs/security.md names a test for each threat.</summary>
    [Fact]
    public async Task Every_test_named_in_a_document_exists()
    {
        string[] documents = Directory.GetFiles(Repository.PathTo("docs"), "*.md");
        var named = new List<string>();
        var missing = new List<string>();
        foreach (string document in documents)
        {
            foreach (Match name in TestName().Matches(await File.ReadAllTextAsync(document)))
            {
                named.Add(name.Value);
                string file = $"{name.Groups["class"].Value}.cs";
                string method = $" {name.Groups["method"].Value}(";
                if (
                    !Directory
                        .EnumerateFiles(Repository.PathTo("tests"), file, SearchOption.AllDirectories)
                        .Any(source => File.ReadAllText(source).Contains(method, StringComparison.Ordinal))
                )
                {
                    missing.Add(name.Value);
                }
            }
        }

        named.Should().HaveCountGreaterThan(20);
        missing.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a…c\nd", "abc\nx\nd\n", null)]
    [InlineData("b\na", "a\nb\n", "a")]
    [InlineData("a", "ab\n", "a")]
    public void A_line_missing_in_the_output_is_found(string expected, string output, string? missing) =>
        FindMissing(expected, output).Should().Be(missing);

    private static string? FindMissing(string expected, string output)
    {
        var lines = new Queue<string>(output.Split('\n').Select(line => line.TrimEnd('\r')));
        return expected
            .Split('\n')
            .FirstOrDefault(line =>
            {
                string pattern = $"^{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}$";
                while (lines.TryDequeue(out string? printed))
                {
                    if (Regex.IsMatch(printed, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
                    {
                        return false;
                    }
                }

                return true;
            });
    }

    private static List<(string Script, string Expected)> Examples(string markdown)
    {
        var blocks = Regex
            .Matches(
                markdown,
                "^```(?<language>sh|text)\n(?<code>.*?)^```$",
                RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => (Language: match.Groups["language"].Value, Code: match.Groups["code"].Value))
            .ToList();
        return
        [
            .. blocks
                .Zip(blocks.Skip(1).Append(("", "")), (block, next) => (block, next))
                // Commands that build, start or test the repository are not run.
                .Where(pair =>
                    pair.block.Language == "sh"
                    && !pair.block.Code.StartsWith("dotnet", StringComparison.Ordinal)
                )
                .Select(pair =>
                    (pair.block.Code, pair.next.Item1 == "text" ? pair.next.Item2.TrimEnd('\n') : "")
                ),
        ];
    }

    /// <returns>What each example printed.</returns>
    private static async Task<string[]> RunAsync(
        IEnumerable<(string Script, string Expected)> examples,
        HostedApi api
    )
    {
        using var home = new TemporaryFolder();
        home.Write(".curlrc", "silent\nshow-error\n");
        string script = string.Concat(examples.Select(example => $"{example.Script}\necho '{BlockEnd}'\n"))
            .Replace("http://localhost:3000", Address(api.Url), StringComparison.Ordinal)
            .Replace("http://localhost:3001", Address(api.FunctionUrl), StringComparison.Ordinal);
        string output = await TestProcess.RunAsync(
            "env",
            $"CURL_HOME={home.FullPath}",
            "bash",
            "-c",
            $"exec 2>&1\n{script}"
        );
        return output.Split(BlockEnd)[..^1];
    }

    private static string Address(Uri url) => url.ToString().TrimEnd('/');

    [GeneratedRegex(
        @"`(?<class>\w+Tests)\.(?<method>\w+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TestName();
}
