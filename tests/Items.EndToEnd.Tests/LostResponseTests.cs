namespace Items.EndToEnd.Tests;

/// <summary>An update whose response is lost, and other clients that change the item before the retry.</summary>
public sealed class LostResponseTests(LostResponseFixture fixture) : IClassFixture<LostResponseFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_update_is_applied_once_when_others_change_the_item_before_the_retry(int others)
    {
        var (id, response) = await UpdateAsync(others);

        response.Status.Should().Be(200, "the body is {0}", response.Body);
        response.ETag.Should().Be($"\"{2 + others}\"", "each change counts once");
        response.Text("name").Should().Be("changed");
        response.Text("category").Should().Be(others == 0 ? "kitchen" : $"category {others}");
        (await fixture.Tables.FindAsync(id))!["version"].N.Should().Be($"{2 + others}");
    }

    [Fact]
    public async Task An_update_is_a_503_and_applied_once_after_more_changes_than_an_item_records()
    {
        const int Others = 6;

        var (id, response) = await UpdateAsync(Others);

        response.ShouldBe(503, """{"detail": "The outcome of this request is not known"}""");
        var item = (await fixture.Tables.FindAsync(id))!;
        item["version"].N.Should().Be($"{2 + Others}");
        item["name"].S.Should().Be("changed");
    }

    [Fact]
    public async Task An_update_is_a_404_when_another_client_has_deleted_the_item_before_the_retry()
    {
        var created = await fixture.Client.CreateAsync();
        Interleave(
            created.ItemId,
            async () => (await fixture.Client.DeleteItemAsync(created.ItemId)).ShouldBeEmpty(204)
        );

        var response = await fixture.Client.UpdateAsync(created.ItemId, """{"price": 7}""");

        // As if the delete had been executed first.
        response.Status.Should().Be(404);
        (await fixture.Tables.FindAsync(created.ItemId)).Should().BeNull();
    }

    [Fact]
    public async Task A_stale_If_Match_is_a_412_when_the_first_response_was_lost()
    {
        var created = await fixture.Client.CreateAsync();
        await fixture.Client.UpdateAsync(created.ItemId, """{"price": 7}""");
        fixture.Proxy.Break(created.ItemId, Fault.LostResponse.Once);

        var response = await fixture.Client.CallAsync(
            "PUT",
            ItemsApi.Item(created.ItemId),
            """{"price": 8}""",
            headers: [("If-Match", "\"1\"")]
        );

        response.Status.Should().Be(412);
        (await fixture.Tables.FindAsync(created.ItemId))!["price"].N.Should().Be("7");
    }

    private async Task<(string Id, ApiResponse Response)> UpdateAsync(int others)
    {
        string itemId = (await fixture.Client.CreateAsync()).ItemId;
        Interleave(
            itemId,
            async () =>
            {
                for (int i = 1; i <= others; i++)
                {
                    await fixture.Client.UpdateAsync(itemId, $$"""{"category": "category {{i}}"}""");
                }
            }
        );
        return (itemId, await fixture.Client.UpdateAsync(itemId, """{"name": "changed"}"""));
    }

    /// <summary>
    /// Runs calls of other clients between the attempt whose response is lost and the next ones, which reach the table
    /// only after these calls, however long they take.
    /// </summary>
    private void Interleave(string id, Func<Task> others)
    {
        string? body = null;
        var othersDone = Task.CompletedTask;
        fixture.Proxy.Break(
            id,
            new Fault(
                "interleaved",
                async request =>
                {
                    if (body is null)
                    {
                        body = request.Body;
                        await request.ForwardAsync();
                        // Started before the reset, after which the next attempt can come at once.
                        othersDone = others();
                        request.Reset();
                        return;
                    }

                    // The same for each attempt of a write.
                    if (request.Body == body)
                    {
                        await othersDone;
                    }

                    await Fault.None.ApplyAsync(request);
                }
            ),
            operation: "UpdateItem"
        );
    }
}

/// <summary>Two sandboxes: one runs the interrupted update, the other one the calls of other clients.</summary>
public sealed class LostResponseFixture() : FaultyTableFixture(concurrency: 2);
