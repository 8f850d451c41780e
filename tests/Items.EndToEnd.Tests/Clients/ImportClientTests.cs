using Items.Client;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>How the C# client splits and repeats an import, with responses of a script.</summary>
public sealed class ImportClientTests
{
    private static readonly ItemCreate Mug = new()
    {
        Name = "Mug",
        Price = 1,
        Category = "kitchen",
    };

    [Fact]
    public async Task Each_item_is_sent_once_however_often_its_request_is_repeated()
    {
        using var script = new ScriptedImports();
        var items = Enumerable.Repeat(Mug, 1_100).ToArray();
        items[3] = Mug with { Name = "" };
        items[510] = items[998] = Mug with { Name = "poison" };

        var progress = await NewClient(script).ImportAsync(items, "key").ToListAsync();

        // The first response to each key is lost. The second of the first key lists the item without a name.
        script
            .Requests.Should()
            .Equal(
                ("key-1", 500),
                ("key-1", 499),
                ("key-2", 500),
                ("key-2", 500),
                ("key-3", 100),
                ("key-3", 100)
            );
        var last = progress[^1];
        last.Should().BeEquivalentTo(new ImportProgress(1_099, 1_097, 3, [], IsCompleted: true));
        progress.SkipLast(1).Should().OnlyContain(it => !it.IsCompleted);
        progress
            .SelectMany(it => it.Failures)
            .Select(failure => (failure.Index, failure.Detail))
            .Should()
            .Equal((3, "name: too short"), (510, "poison"), (998, "poison"));
    }

    [Fact]
    public async Task The_time_without_progress_begins_with_the_last_accepted_request()
    {
        using var script = new ScriptedImports { IsStuck = true };
        var clock = new ManualClock();
        var import = new ItemImport(NewClient(script), "key", clock);
        clock.Advance(TimeSpan.FromMinutes(6));
        await import.SendAsync([new(0, Mug)], default);

        await import.PollAsync(default);
        clock.Advance(TimeSpan.FromMinutes(6));
        var poll = () => import.PollAsync(default);

        await poll.Should().ThrowAsync<TimeoutException>();
    }

    [Fact]
    public async Task Large_items_are_sent_in_requests_that_the_API_accepts()
    {
        using var script = new ScriptedImports();
        // The largest item: each character becomes two escapes.
        var item = Mug with
        {
            Name = Emoji(100),
            Description = Emoji(500),
            Category = Emoji(50),
        };

        var progress = await NewClient(script).ImportAsync(Enumerable.Repeat(item, 500)).ToListAsync();

        progress[^1].Processed.Should().Be(500);
        script.LargestRequest.Should().BeInRange(1_000_000, 2 * 1024 * 1024);
    }

    private static string Emoji(int count) => string.Concat(Enumerable.Repeat("😀", count));

    private static ItemsClient NewClient(ScriptedImports script) =>
        new(new HttpClient(script) { BaseAddress = new Uri("http://localhost") });
}
