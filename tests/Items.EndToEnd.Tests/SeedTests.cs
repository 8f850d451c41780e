using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>The options and commands of the local host that need the items of the API.</summary>
public sealed class SeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Example_items_are_in_the_lists_and_a_restart_adds_none()
    {
        var options = new HostedApiOptions
        {
            Data = _folder.PathTo("items.db"),
            HostArguments = ["--seed", "30"],
        };
        string[] first;
        await using (var api = await HostedApi.StartAsync(options))
        {
            api.Output.Should().Contain("Seed      30 items");
            first = await NamesAsync(api);
            var kitchen = await api.Client.CallAsync("GET", $"{ItemsApi.Items}?category=kitchen");
            kitchen.Json!.AsArray().Should().HaveCount(4);
        }

        await using var restarted = await HostedApi.StartAsync(options);

        first.Should().HaveCount(30).And.OnlyHaveUniqueItems();
        restarted.Output.Should().Contain("Seed      none, because there are items already");
        (await NamesAsync(restarted)).Should().Equal(first);
    }

    [Fact]
    public async Task The_example_of_an_event_lists_the_items_of_the_running_host()
    {
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { HostArguments = ["--seed", "3"] }
        );

        await using var invoke = LocalHostProgram.Start(
            "invoke",
            Repository.PathTo("docs/examples/events/list-items.json"),
            "--port",
            $"{api.Url.Port}"
        );

        (await invoke.ExitCodeAsync()).Should().Be(0);
        var response = JsonNode.Parse(string.Join('\n', invoke.StandardOutput.All))!;
        ((int)response["statusCode"]!).Should().Be(200);
        JsonNode.Parse((string)response["body"]!)!.AsArray().Should().HaveCount(2);
        invoke
            .StandardError.All.Should()
            .ContainSingle(line => line.Contains("/api/v1/items"), "the function logs its request");
    }

    private static async Task<string[]> NamesAsync(HostedApi api)
    {
        var list = await api.Client.CallAsync("GET", $"{ItemsApi.Items}?limit=100");
        return [.. list.Json!.AsArray().Select(item => (string)item!["name"]!)];
    }
}
