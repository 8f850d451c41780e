using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>A function that cannot start says why to its owner, and nothing to its callers.</summary>
public sealed class InitTests
{
    [Theory]
    [InlineData("ITEMS_TABLE: !Ref ItemsTable", "UNUSED: x", "ITEMS_TABLE is not set.")]
    [InlineData("LIST_SHARDS: !Ref ListShards", "LIST_SHARDS: many", "LIST_SHARDS is 'many'")]
    [InlineData("ITEMS_WARM_UP: !Ref WarmUp", "ITEMS_WARM_UP: maybe", "ITEMS_WARM_UP is 'maybe'")]
    [InlineData(
        "ITEMS_SERVER_TIMING: !Ref ServerTiming",
        "ITEMS_SERVER_TIMING: 1",
        "ITEMS_SERVER_TIMING is '1'"
    )]
    public async Task A_wrong_setting_fails_the_start_with_its_name(string line, string broken, string reason)
    {
        using var folder = new TemporaryFolder();
        string template = await File.ReadAllTextAsync(Repository.Path("template.yaml"));
        template.Should().Contain(line);
        string path = folder.File("template.yaml");
        await File.WriteAllTextAsync(path, template.Replace(line, broken, StringComparison.Ordinal));
        await using var tables = await TableServer.StartAsync();
        await using var stack = await LocalStack.StartAsync(
            new StackOptions { Template = path, TableServer = tables.Address }
        );

        var answer = await stack.PlainClient.CallAsync("GET", "/");

        answer.ShouldBe(500, """{"message": "Internal Server Error"}""");
        stack
            .Output.Should()
            .Contain(text =>
                text.Contains("\"level\":\"FATAL\"", StringComparison.Ordinal)
                && text.Contains(reason, StringComparison.Ordinal)
            );
    }
}
