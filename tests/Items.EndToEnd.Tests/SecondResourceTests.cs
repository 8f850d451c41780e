using System.Net.Http.Headers;

namespace Items.EndToEnd.Tests;

/// <summary>
/// Another API on the framework (<c>tests/Notes.Api</c>): the native function of its own template, table and scopes.
/// </summary>
[Collection(nameof(NotInParallel))]
public sealed class SecondResourceTests
{
    [Fact]
    public async Task Another_resource_is_created_read_and_deleted_by_its_own_native_function()
    {
        string build = Repository.PathTo("artifacts/notes");
        await NativePublish.RunAsync("tests/Notes.Api", "--artifacts-path", build, "-p:MaximumGlibc=any");
        string[] arguments =
        [
            "--port",
            "0",
            "--ephemeral",
            "--template",
            Repository.PathTo("tests/Notes.Api/template.yaml"),
            "--bootstrap",
            Path.Combine(build, "function", "bootstrap"),
        ];
        await using var host = LocalHostProgram.Start(arguments);
        using var client = new HttpClient { BaseAddress = await host.ListeningAsync() };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await HostedApi.GetTokenAsync(client.BaseAddress)
        );

        var created = await client.CallAsync("POST", "/notes", """{"text": "Buy tea", "priority": 2}""");
        string note = created.Header("location")!;
        var read = await client.CallAsync("GET", note);
        var deleted = await client.CallAsync("DELETE", note);
        var gone = await client.CallAsync("GET", note);
        var invalid = await client.CallAsync("POST", "/notes", """{"priority": "high", "done": 1}""");
        var notAnId = await client.CallAsync("GET", "/notes/7");

        string id = (string)created.Json["note_id"]!;
        created.ShouldBe(201, $$"""{"note_id": "{{id}}", "text": "Buy tea", "priority": 2, "done": false}""");
        note.Should().Be($"/notes/{id}");
        read.ShouldBe(200, created.Body);
        deleted.ShouldBeEmpty(204);
        gone.ShouldBe(404, $$"""{"detail": "Note {{id}} not found"}""");
        invalid.ShouldHaveErrors(
            """
            [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"},
            {"loc": ["body", "priority"], "msg": "Input should be a valid integer", "type": "int_type"},
            {"loc": ["body", "done"], "msg": "Input should be a valid boolean", "type": "bool_type"}]
            """
        );
        notAnId.Status.Should().Be(422);
    }
}
