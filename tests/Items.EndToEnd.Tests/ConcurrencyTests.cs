using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>Alone, because the machine has its hands full with it.</summary>
[CollectionDefinition(nameof(ConcurrencyTests), DisableParallelization = true)]
[Collection(nameof(ConcurrencyTests))]
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Of_200_concurrent_creates_none_is_lost()
    {
        const int Count = 200;
        await using var stack = await LocalStack.StartAsync(new StackOptions { Concurrency = Count });

        var created = await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(i => stack.Client.CreateAsync(Api.ItemWith("name", $"\"number {i}\"")))
        );

        created.Select(item => item.ItemId).Should().OnlyHaveUniqueItems();
        created
            .Select(item => item.Text("name"))
            .Should()
            .BeEquivalentTo(Enumerable.Range(0, Count).Select(i => $"number {i}"));
        var found = await Task.WhenAll(created.Select(item => stack.Client.GetItemAsync(item.ItemId)));
        found.Select(item => item.Body).Should().Equal(created.Select(item => item.Body));
    }

    [Fact]
    public async Task More_requests_than_sandboxes_are_turned_away_and_none_is_lost()
    {
        await using var stack = await LocalStack.StartAsync(new StackOptions { Concurrency = 2 });

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => stack.Client.CallAsync("POST", Api.Items, Api.Mug))
        );

        stack.Sandboxes.Should().HaveCountLessThanOrEqualTo(2);
        answers.Select(answer => answer.Status).Distinct().Should().BeSubsetOf([201, 503]);
        var acknowledged = answers.Where(answer => answer.Status == 201).Select(answer => answer.ItemId);
        acknowledged.Should().NotBeEmpty();
        var list = await stack.Client.CallAsync("GET", "/api/v1/items/?limit=100");
        list.Json.AsArray().Select(item => (string?)item!["item_id"]).Should().BeEquivalentTo(acknowledged);
    }
}
