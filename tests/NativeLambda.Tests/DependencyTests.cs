using System.Text.RegularExpressions;

namespace NativeLambda.Tests;

/// <summary>The direction of dependencies: product to framework, and inside the framework from later to earlier folders.</summary>
public sealed partial class DependencyTests
{
    /// <summary>A folder uses only those before it.</summary>
    private static readonly string[] Folders =
    [
        "Validation",
        "Telemetry",
        "Cryptography",
        "Transport",
        "Http",
        "Routing",
        "Aws",
        "DynamoDb",
        "Idempotency",
        "Queues",
        "Runtime",
    ];

    private static string Framework => Repository.PathTo("src/NativeLambda");

    [Fact]
    public void The_framework_has_exactly_the_folders_that_are_in_order()
    {
        Directory.GetDirectories(Framework).Select(Path.GetFileName).Should().BeEquivalentTo(Folders);
        Directory.GetFiles(Framework, "*.cs").Should().BeEmpty("each file is in a folder");
    }

    [Fact]
    public void A_folder_uses_only_folders_before_it()
    {
        var violations = Folders.SelectMany(
            (folder, index) =>
                SourceFiles(Path.Combine(Framework, folder))
                    .SelectMany(file =>
                        UsedFolders(File.ReadAllText(file))
                            .Where(used => Array.IndexOf(Folders, used) > index)
                            .Select(used => $"{folder}/{Path.GetFileName(file)} uses {used}")
                    )
        );

        violations.Should().BeEmpty();
    }

    [Fact]
    public void The_use_of_a_later_folder_is_found_in_each_notation()
    {
        UsedFolders("using NativeLambda.Http;").Should().Equal("Http");
        UsedFolders("x = Telemetry.LogLevel.Info;").Should().Equal("Telemetry");
        UsedFolders("/// Status of <see cref=\"HttpStatusCode.OK\"/> in Http.").Should().BeEmpty();
    }

    [Theory]
    [InlineData("NativeLambda")]
    [InlineData("NativeLambda.Generators")]
    [InlineData("NativeLambda.Packaging")]
    public void The_framework_does_not_name_the_product(string project)
    {
        string[] files =
        [
            .. Directory
                .GetFiles(Repository.PathTo($"src/{project}"), "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets"),
        ];

        files.Should().NotBeEmpty();
        files.Where(file => ProductNames().IsMatch(File.ReadAllText(file))).Should().BeEmpty();
    }

    private static IEnumerable<string> UsedFolders(string source) =>
        Folders.Where(folder =>
            source.Contains($"using NativeLambda.{folder};", StringComparison.Ordinal)
            || source.Contains($"using static NativeLambda.{folder}.", StringComparison.Ordinal)
            || QualifiedNames().Matches(source).Any(match => match.Groups["first"].Value == folder)
        );

    private static string[] SourceFiles(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);

    /// <summary>Such as <c>Telemetry.LogLevel</c>.</summary>
    [GeneratedRegex(
        @"(^|[^\w.])(?<first>[A-Z]\w+)\.[A-Z]\w+",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex QualifiedNames();

    [GeneratedRegex(
        @"Items\.Api|items-api|ITEMS_|/api/v1|items/(read|write)|item_id",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ProductNames();
}
