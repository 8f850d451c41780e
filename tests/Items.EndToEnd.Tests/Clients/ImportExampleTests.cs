using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>The import of a CSV file in the README, and its program <c>docs/examples/import.mjs</c>.</summary>
public sealed partial class ImportExampleTests
{
    [Fact]
    public async Task The_commands_of_the_README_import_10000_rows_and_show_the_progress()
    {
        await using var api = await HostedApi.StartAsync();
        using var folder = new TemporaryFolder();
        string readme = await File.ReadAllTextAsync(Repository.PathTo("README.md"));
        // Without the build of the clients, which the tests have made.
        string commands = ImportCommands()
            .Match(readme)
            .Groups["commands"]
            .Value.Replace(
                "npm run import --",
                $"node {Repository.PathTo("docs/examples/import.mjs")}",
                StringComparison.Ordinal
            );

        string output = await RunAsync(api, folder, commands);

        string[] bars = output.Split(
            "\u001b[K",
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        bars.Should().HaveCountGreaterThan(3);
        bars[^1].Should().MatchRegex(@"^\[#{40}\] 10000 of 10000 created, 0 failed in \d+\.\d s$");
        var newest = await api.Client.ListAsync("?category=mugs&limit=1");
        newest.Json[0]!["name"]!.GetValue<string>().Should().Be("Mug 10000");
    }

    [Fact]
    public async Task A_row_that_is_rejected_is_reported_and_the_others_are_imported()
    {
        await using var api = await HostedApi.StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write(
            "items.csv",
            // Excel writes the byte order mark.
            "\uFEFF"
                + """
                category,name,price,description
                tea,"Green ""first flush"", loose",12.5,"two
                lines"
                tea,,cheap,
                tea,Black tea,3,
                """
        );

        string output = await RunAsync(
            api,
            folder,
            $"node {Repository.PathTo("docs/examples/import.mjs")} items.csv || echo exit code $?"
        );

        output
            .Should()
            .Contain(
                "Row 3: name: String should have at least 1 character; price: Input should be a valid number"
            );
        output.Should().Contain("2 of 3 created, 1 failed in ");
        output.TrimEnd().Should().EndWith("exit code 1");
        var items = (await api.Client.ListAsync("?category=tea")).Json.AsArray();
        items
            .Select(item => $"{item!["name"]} {item["price"]} {item["description"]}")
            .Should()
            .Equal("Black tea 3 ", "Green \"first flush\", loose 12.5 two\nlines");
    }

    private static Task<string> RunAsync(HostedApi api, TemporaryFolder folder, string commands) =>
        TestProcess.RunAsync(
            "bash",
            "-ec",
            $"exec 2>&1; cd '{folder.FullPath}'; export ITEMS_URL={api.Url.ToString().TrimEnd('/')}\n{commands}"
        );

    [GeneratedRegex(
        "^```console\n(?<commands>awk.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ImportCommands();
}
