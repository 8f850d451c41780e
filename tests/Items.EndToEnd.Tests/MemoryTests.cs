using System.Globalization;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests;

/// <summary>Memory of the published function, in which anonymous callers must not be able to exhaust a small one.</summary>
public sealed partial class MemoryTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private const int Calls = 40;

    /// <summary>Above the 12 MB of a new process; measured are 23 MB and less.</summary>
    private const int MaximumMegabytes = 32;

    /// <summary>A page of these is 0.9 MB.</summary>
    private const int Items = 100;

    private static readonly string Page = FunctionEvent.Http("GET", ItemsApi.Items, query: $"limit={Items}");

    private static readonly string Missing = FunctionEvent.Http("GET", ItemsApi.Item("missing"));

    [Fact]
    public async Task Pages_of_the_largest_items_need_little_memory()
    {
        await using var function = await StartAsync();
        await CreateItemsAsync(function);

        for (int i = 0; i < Calls; i++)
        {
            (await function.InvokeAsync(Page)).Status.Should().Be(200);
        }

        PeakMegabytes(function).Should().BeLessThan(MaximumMegabytes);
    }

    [Fact]
    public async Task Assets_for_clients_without_brotli_need_little_memory()
    {
        await using var function = await StartAsync();
        string pages = string.Concat(
            (await function.InvokeAsync(FunctionEvent.Http("GET", "/docs"))).Body,
            (await function.InvokeAsync(FunctionEvent.Http("GET", "/redoc"))).Body
        );
        string[] assets = [.. AssetPath().Matches(pages).Select(it => $"/{it.Value}")];
        assets.Should().HaveCountGreaterThan(4);

        for (int i = 0; i < Calls; i++)
        {
            string asset = FunctionEvent.Http("GET", assets[i % assets.Length]);
            (await function.InvokeAsync(asset)).Status.Should().Be(200);
        }

        PeakMegabytes(function).Should().BeLessThan(MaximumMegabytes);
    }

    [Fact]
    public async Task A_request_that_needs_more_than_the_memory_of_the_function_is_a_500_and_the_process_continues()
    {
        await using (var large = await StartAsync())
        {
            await CreateItemsAsync(large);
        }

        await using var small = await StartAsync(megabytes: 5);

        (await small.InvokeAsync(Missing)).Status.Should().Be(404);
        (await small.InvokeAsync(Page)).Status.Should().Be(500);
        (await small.InvokeAsync(Missing)).Status.Should().Be(404);
    }

    private Task<FunctionProcess> StartAsync(int megabytes = 512)
    {
        var environment = tables.Server.FunctionEnvironment(tables.Server.Address);
        environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = $"{megabytes}";
        return FunctionProcess.StartAsync(environment);
    }

    /// <summary>Emoji, because they are the longest characters in UTF-8 and in JSON.</summary>
    private static async Task CreateItemsAsync(FunctionProcess function)
    {
        static string Text(int length) => string.Concat(Enumerable.Repeat("😀", length));
        string item =
            $$"""{"name": "{{Text(100)}}", "description": "{{Text(500)}}", "price": 1, "category": "{{Text(50)}}"}""";
        string create = FunctionEvent.Http("POST", ItemsApi.Items, body: item);
        for (int i = 0; i < Items; i++)
        {
            (await function.InvokeAsync(create)).Status.Should().Be(201);
        }
    }

    private static int PeakMegabytes(FunctionProcess function)
    {
        string status = File.ReadAllText($"/proc/{function.ProcessId}/status");
        return int.Parse(PeakMemory().Match(status).Groups["kilobytes"].Value, CultureInfo.InvariantCulture)
            / 1024;
    }

    [GeneratedRegex(@"docs/assets/[\w.-]+", RegexOptions.None, 1000)]
    private static partial Regex AssetPath();

    [GeneratedRegex(@"VmHWM:\s+(?<kilobytes>\d+) kB", RegexOptions.None, 1000)]
    private static partial Regex PeakMemory();
}
