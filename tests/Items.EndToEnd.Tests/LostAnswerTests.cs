using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>An update whose answer is lost, and other clients that change the item before it is tried again.</summary>
public sealed class LostAnswerTests(InterleavingFixture stack) : IClassFixture<InterleavingFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task It_is_applied_once_whoever_comes_in_between(int others)
    {
        var (id, answer) = await UpdateAsync(others);

        answer.Status.Should().Be(200, "the answer is {0}", answer.Body);
        answer.ETag.Should().Be($"\"{2 + others}\"", "each change counts once");
        answer.Text("name").Should().Be("changed");
        answer.Text("category").Should().Be(others == 0 ? "kitchen" : $"category {others}");
        (await stack.Tables.FindAsync(id))!["version"].N.Should().Be($"{2 + others}");
    }

    [Fact]
    public async Task It_is_never_applied_twice_when_too_many_come_in_between_and_the_caller_hears_so()
    {
        const int Others = 6;

        var (id, answer) = await UpdateAsync(Others);

        answer.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        var item = (await stack.Tables.FindAsync(id))!;
        item["version"].N.Should().Be($"{2 + Others}");
        item["name"].S.Should().Be("changed");
    }

    [Fact]
    public async Task It_is_a_404_when_somebody_has_deleted_the_item_since()
    {
        var created = await stack.Client.CreateAsync();
        Interleave(created.ItemId, async () => (await DeleteAsync(created.ItemId)).ShouldBeEmpty(204));

        var answer = await stack.Client.CallAsync("PUT", Api.Item(created.ItemId), """{"price": 7}""");

        // As if the delete had been first: the answer and the table agree.
        answer.Status.Should().Be(404);
        (await stack.Tables.FindAsync(created.ItemId)).Should().BeNull();
    }

    [Fact]
    public async Task A_stale_If_Match_stays_a_412_when_the_refusal_was_lost()
    {
        var created = await stack.Client.CreateAsync();
        await stack.Client.CallAsync("PUT", Api.Item(created.ItemId), """{"price": 7}""");
        stack.Proxy.Break(created.ItemId, Fault.LostAnswer.Once);

        var answer = await stack.Client.CallAsync(
            "PUT",
            Api.Item(created.ItemId),
            """{"price": 8}""",
            headers: [("If-Match", "\"1\"")]
        );

        answer.Status.Should().Be(412);
        (await stack.Tables.FindAsync(created.ItemId))!["price"].N.Should().Be("7");
    }

    private async Task<(string Id, Answer Answer)> UpdateAsync(int others)
    {
        string itemId = (await stack.Client.CreateAsync()).ItemId;
        Interleave(
            itemId,
            async () =>
            {
                for (int i = 1; i <= others; i++)
                {
                    await stack.Client.CallAsync(
                        "PUT",
                        Api.Item(itemId),
                        $$"""{"category": "category {{i}}"}"""
                    );
                }
            }
        );
        return (itemId, await stack.Client.CallAsync("PUT", Api.Item(itemId), """{"name": "changed"}"""));
    }

    /// <summary>Between the lost attempt and the one after it.</summary>
    private void Interleave(string id, Func<Task> others) =>
        stack.Proxy.Break(
            id,
            new Fault(
                "interleaved",
                async exchange =>
                {
                    await exchange.ForwardAsync();
                    await others();
                    exchange.Reset();
                }
            ).Once
        );

    private Task<Answer> DeleteAsync(string id) => stack.Client.CallAsync("DELETE", Api.Item(id));
}

/// <summary>Two sandboxes: one is interrupted, the other serves those who interrupt it.</summary>
public sealed class InterleavingFixture() : FaultyTableFixture(concurrency: 2);
