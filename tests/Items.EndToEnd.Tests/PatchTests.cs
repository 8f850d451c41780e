namespace Items.EndToEnd.Tests;

/// <summary>What distinguishes <c>PATCH</c>, a JSON Merge Patch, from <c>PUT</c>.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class PatchTests(SharedApiFixture shared)
{
    private const string AcceptPatch = "application/merge-patch+json, application/json";

    [Fact]
    public async Task Null_clears_the_description_and_no_other_field_changes()
    {
        var created = await shared.Client.CreateAsync();

        var patched = await shared.Client.PatchAsync(created.ItemId, """{"description": null}""");

        patched.Status.Should().Be(200, "the body is {0}", patched.Body);
        (patched.ETag, patched.Raw("description")).Should().Be(("\"2\"", "null"));
        patched.Text("updated_at").Should().NotBe(created.Text("updated_at"));
        foreach (string field in (string[])["item_id", "name", "price", "category", "created_at"])
        {
            patched.Raw(field).Should().Be(created.Raw(field));
        }

        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, patched.Body);
        (await shared.Client.ListAsync("?limit=1")).ShouldBe(200, $"[{patched.Body}]");
    }

    [Fact]
    public async Task A_field_can_be_changed_while_the_description_is_cleared_and_the_description_set_again()
    {
        var created = await shared.Client.CreateAsync();

        var cleared = await shared.Client.PatchAsync(
            created.ItemId,
            """{"price": 2.50, "description": null, "name": "Red mug", "category": "gifts"}"""
        );
        var again = await shared.Client.PatchAsync(created.ItemId, """{"description": null}""");
        var set = await shared.Client.PatchAsync(created.ItemId, """{"description": "New"}""");

        (cleared.Text("name"), cleared.Raw("price"), cleared.Text("category"), cleared.Text("description"))
            .Should()
            .Be(("Red mug", "2.5", "gifts", null));
        (again.Status, again.ETag, again.Raw("description")).Should().Be((200, "\"3\"", "null"));
        (set.Text("description"), set.Text("name")).Should().Be(("New", "Red mug"));
    }

    [Theory]
    [InlineData("name", "\"Red mug\"")]
    [InlineData("description", "\"\"")]
    [InlineData("price", "99")]
    [InlineData("category", "\"gifts\"")]
    public async Task Fields_that_are_not_sent_do_not_change(string field, string value)
    {
        var created = await shared.Client.CreateAsync();

        var patched = await shared.Client.PatchAsync(created.ItemId, $$"""{"{{field}}": {{value}}}""");

        patched.Raw(field).Should().Be(value);
        string[] changedFields = [field, "updated_at"];
        var others = created.Json.AsObject().Select(entry => entry.Key).Except(changedFields).ToArray();
        others.Select(patched.Raw).Should().Equal(others.Select(created.Raw));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"item_id": null, "created_at": null, "unknown": {"a": [null]}}""")]
    public async Task A_patch_without_changes_leaves_the_item_as_it_is(string patch)
    {
        var created = await shared.Client.CreateAsync();

        var patched = await shared.Client.PatchAsync(created.ItemId, patch);

        patched.ShouldBe(200, created.Body);
        patched.ETag.Should().Be("\"1\"");
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task Null_in_any_other_field_is_an_error_and_changes_nothing()
    {
        var created = await shared.Client.CreateAsync();

        var rejected = await shared.Client.PatchAsync(
            created.ItemId,
            """{"category": null, "price": null, "description": null, "name": null}"""
        );

        rejected.ShouldHaveErrors(
            """
            [
              {"loc": ["body", "name"], "msg": "Input should be a valid string", "type": "string_type"},
              {"loc": ["body", "price"], "msg": "Input should be a valid number", "type": "float_type"},
              {"loc": ["body", "category"], "msg": "Input should be a valid string", "type": "string_type"}
            ]
            """
        );
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/merge-patch+json; charset=utf-8")]
    [InlineData("Application/Merge-Patch+JSON")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData(null)]
    public async Task A_merge_patch_is_accepted_as_its_own_type_as_JSON_and_without_a_type(
        string? contentType
    )
    {
        string id = (await shared.Client.CreateAsync()).ItemId;

        var patched = await shared.Client.CallAsync(
            "PATCH",
            ItemsApi.Item(id),
            """{"name": "é😀", "description": null}""",
            contentType
        );

        patched.Status.Should().Be(200, "the body is {0}", patched.Body);
        (patched.Text("name"), patched.Text("description")).Should().Be(("é😀", null));
    }

    [Theory]
    [InlineData("application/json-patch+json")]
    [InlineData("application/vnd.items.v1+json")]
    [InlineData("text/plain")]
    public async Task Another_type_is_a_415_that_lists_the_accepted_ones(string contentType)
    {
        var created = await shared.Client.CreateAsync();

        var rejected = await shared.Client.CallAsync(
            "PATCH",
            ItemsApi.Item(created.ItemId),
            """{"name": "Red mug"}""",
            contentType
        );

        rejected.ShouldBe(415, """{"detail": "Unsupported Media Type"}""");
        rejected.Header("accept-patch").Should().Be(AcceptPatch);
        (await shared.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Theory]
    [InlineData("/api/v1/items/abc", AcceptPatch)]
    [InlineData("/api/v1/items", null)]
    public async Task OPTIONS_lists_the_types_of_a_patch_where_there_is_PATCH(string path, string? types)
    {
        var options = await shared.Client.CallAsync("OPTIONS", path);

        options.ShouldBeEmpty(204);
        options.Header("accept-patch").Should().Be(types);
    }
}
