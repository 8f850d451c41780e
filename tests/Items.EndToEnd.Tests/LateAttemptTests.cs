using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests;

/// <summary>
/// Attempts of a write that reach the table late: after their own repetition, after writes of others, after a delete.
/// </summary>
public sealed class LateAttemptTests(LostResponseFixture fixture) : IClassFixture<LostResponseFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_late_attempt_of_a_create_does_not_restore_the_item_after_its_deletion(bool hasKey)
    {
        string name = $"late {Guid.NewGuid()}";
        var late = HoldFirst(name);
        (string, string)[]? headers = hasKey ? [("Idempotency-Key", name.Replace(' ', '-'))] : null;

        var created = await fixture.Client.CallAsync(
            "POST",
            ItemsApi.Items,
            ItemsApi.MugNamed(name),
            headers: headers
        );
        (await fixture.Client.DeleteItemAsync(created.ItemId)).ShouldBeEmpty(204);
        await fixture.Proxy.DeliverLateAsync(await late);

        created.Status.Should().Be(201);
        (await fixture.Tables.FindAsync(created.ItemId)).Should().BeNull();
        (await fixture.Tables.FindByNameAsync(name)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task A_late_attempt_of_an_update_changes_nothing_after_its_repetition(int others)
    {
        string itemId = (await fixture.Client.CreateAsync()).ItemId;
        var late = HoldFirst(itemId, "UpdateItem");

        (await fixture.Client.UpdateAsync(itemId, """{"price": 100}""")).Status.Should().Be(200);
        for (int i = 1; i <= others; i++)
        {
            (await fixture.Client.UpdateAsync(itemId, $$"""{"price": {{100 + i}}}"""))
                .Status.Should()
                .Be(200);
        }

        var before = await fixture.Tables.FindAsync(itemId);
        await fixture.Proxy.DeliverLateAsync(await late);

        before!["version"].N.Should().Be($"{2 + others}");
        ShouldBeSame(await fixture.Tables.FindAsync(itemId), before);
    }

    [Theory]
    [InlineData("PUT", "UpdateItem")]
    [InlineData("PATCH", "UpdateItem")]
    [InlineData("DELETE", "DeleteItem")]
    public async Task Late_attempts_of_a_write_with_an_unknown_outcome_change_nothing_after_another_write(
        string method,
        string operation
    )
    {
        string itemId = (await fixture.Client.CreateAsync()).ItemId;
        var late = new ConcurrentQueue<ProxiedRequest>();
        fixture.Proxy.Break(itemId, Hold(late.Enqueue), operation);

        var unknown = await fixture.Client.CallAsync(
            method,
            ItemsApi.Item(itemId),
            method == "DELETE" ? null : """{"price": 100, "description": null}"""
        );
        await fixture.Proxy.RestoreAsync(itemId);
        (await fixture.Client.UpdateAsync(itemId, """{"name": "Other"}""")).Status.Should().Be(200);
        var before = await fixture.Tables.FindAsync(itemId);
        foreach (var attempt in late)
        {
            await fixture.Proxy.DeliverLateAsync(attempt);
        }

        unknown.ShouldBe(503, """{"detail": "The outcome of this request is not known"}""");
        late.Should().HaveCountGreaterThan(1);
        ShouldBeSame(await fixture.Tables.FindAsync(itemId), before!);
    }

    [Fact]
    public async Task A_late_attempt_of_a_delete_does_not_remove_a_row_that_was_written_again_with_another_version()
    {
        string itemId = (await fixture.Client.CreateAsync()).ItemId;
        await fixture.Client.UpdateAsync(itemId, """{"price": 7}""");
        var row = (await fixture.Tables.FindAsync(itemId))!;
        var late = HoldFirst(itemId, "DeleteItem");

        (await fixture.Client.DeleteItemAsync(itemId)).ShouldBeEmpty(204);
        row["version"] = new AttributeValue { N = "1" };
        await fixture.Tables.PutAsync(row);
        await fixture.Proxy.DeliverLateAsync(await late);

        (await fixture.Tables.FindAsync(itemId)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_delete_is_a_404_when_another_one_came_between_its_read_and_its_write()
    {
        string itemId = (await fixture.Client.CreateAsync()).ItemId;
        var afterAnother = new Fault(
            "after another delete",
            async request =>
            {
                await fixture.Tables.DeleteAsync(itemId);
                await Fault.None.ApplyAsync(request);
            }
        );
        fixture.Proxy.Break(itemId, afterAnother.Once, "DeleteItem");

        var response = await fixture.Client.DeleteItemAsync(itemId);

        response.ShouldBe(404, $$"""{"detail": "Item {{itemId}} not found"}""");
        fixture.Proxy.FaultCount(itemId).Should().Be(1);
    }

    private static void ShouldBeSame(
        Dictionary<string, AttributeValue>? row,
        Dictionary<string, AttributeValue> expected
    ) => Text(row!).Should().Be(Text(expected));

    private static string Text(Dictionary<string, AttributeValue> row) =>
        string.Join(
            "; ",
            row.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"{one.Key} {one.Value.S}{one.Value.N}")
        );

    /// <summary>Keeps the first request from the table, without a response.</summary>
    /// <param name="operation">Holds only a request of this operation; null for any.</param>
    private Task<ProxiedRequest> HoldFirst(string text, string? operation = null)
    {
        var held = new TaskCompletionSource<ProxiedRequest>();
        fixture.Proxy.Break(text, Hold(held.SetResult).Once, operation);
        return held.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static Fault Hold(Action<ProxiedRequest> keep) =>
        new(
            "held",
            request =>
            {
                keep(request);
                return Task.CompletedTask;
            }
        );
}
