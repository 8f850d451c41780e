using System.Text;
using Items.Api.Http;

namespace Items.Api.Tests.Generators;

/// <summary>The scopes of routes, enforced by a generated router.</summary>
public sealed class RouterAccessTests(RouterAccessTests.Notes notes) : IClassFixture<RouterAccessTests.Notes>
{
    private static readonly Caller Nobody = new("x", [], "access");

    [Theory]
    [InlineData("Get", "/notes")]
    [InlineData("Head", "/notes")]
    [InlineData("Get", "/notes/")]
    [InlineData("Post", "/notes")]
    [InlineData("Delete", "/notes/7")]
    public async Task A_route_with_a_scope_is_401_without_a_caller(string method, string path)
    {
        var response = await notes.SendAsync(method, path, caller: null);

        ShouldBeRefused(response, 401, "Not authenticated", "Bearer");
    }

    [Theory]
    [InlineData("Get", "/notes", "notes/read", "access", 200)]
    [InlineData("Head", "/notes", "notes/read", "access", 200)]
    [InlineData("Get", "/notes", "notes/write", "access", 403)]
    [InlineData("Head", "/notes", "notes/write", "access", 403)]
    [InlineData("Get", "/notes", "", "access", 403)]
    [InlineData("Get", "/notes", "notes/reader", "access", 403)]
    [InlineData("Get", "/notes", "Notes/Read", "access", 403)]
    [InlineData("Get", "/notes", "notes/read", "id", 403)]
    [InlineData("Get", "/notes", "notes/read", "Access", 403)]
    [InlineData("Get", "/notes", "notes/read", "", 403)]
    [InlineData("Get", "/notes", "notes/read", null, 403)]
    [InlineData("Delete", "/notes/7", "notes/write", "access", 204)]
    [InlineData("Delete", "/notes/7", "notes/read", "access", 403)]
    [InlineData("Delete", "/notes/7", "notes/read notes/write", "access", 204)]
    public async Task A_caller_needs_the_scope_in_an_access_token(
        string method,
        string path,
        string scopes,
        string? use,
        int status
    )
    {
        var response = await notes.SendAsync(method, path, new Caller("somebody", scopes.Split(' '), use));

        response.Status.Should().Be(status);
    }

    [Fact]
    public async Task A_refusal_names_the_scope_that_is_missing()
    {
        var response = await notes.SendAsync("Delete", "/notes/7", new Caller("x", ["notes/read"], "access"));

        ShouldBeRefused(
            response,
            403,
            "Not enough permissions",
            "Bearer scope=\"notes/write\", error=\"insufficient_scope\""
        );
    }

    [Fact]
    public async Task Nobody_learns_what_else_is_wrong_with_a_request_that_is_not_allowed()
    {
        var allowed = new Caller("x", ["notes/write"], "access");

        (await notes.SendAsync("Post", "/notes", allowed)).Status.Should().Be(422, "there is no body");
        (await notes.SendAsync("Post", "/notes", caller: null)).Status.Should().Be(401);
        (await notes.SendAsync("Post", "/notes", Nobody)).Status.Should().Be(403);
    }

    [Fact]
    public async Task An_IAM_caller_may_do_everything()
    {
        (await notes.SendAsync("Delete", "/notes/7", Caller.FromIam("arn"))).Status.Should().Be(204);
    }

    [Theory]
    [InlineData("Get", "/", 204)]
    [InlineData("Options", "/notes", 204)]
    [InlineData("Options", "/nowhere", 204)]
    [InlineData("Put", "/notes", 405)]
    [InlineData("Get", "/nowhere", 404)]
    public async Task What_the_published_contract_says_anyway_needs_no_caller(
        string method,
        string path,
        int status
    )
    {
        (await notes.SendAsync(method, path, caller: null)).Status.Should().Be(status);
        (await notes.SendAsync(method, path, Nobody)).Status.Should().Be(status);
    }

    private static void ShouldBeRefused(Response response, int status, string detail, string challenge)
    {
        response.Status.Should().Be(status);
        Encoding.UTF8.GetString(response.Body.Span).Should().Be($$"""{"detail":"{{detail}}"}""");
        response.Headers.Single(header => header.Key == "www-authenticate").Value.Should().Be(challenge);
    }

    /// <summary>The router under test, compiled once.</summary>
    public sealed class Notes
    {
        private readonly RunningRouter _router = Snippet
            .Generate(
                """
                namespace Notes;

                internal sealed record Draft(string Text);

                [JsonSerializable(typeof(Draft))]
                [JsonSerializable(typeof(string))]
                internal sealed partial class NotesJsonContext : JsonSerializerContext;

                internal static class NoteEndpoints
                {
                    [Get("/")]
                    public static Reply Health() => Reply.NoContent;

                    [Get("/notes", Scope = "notes/read")]
                    public static Reply<string> List() => Reply.Ok("list");

                    [Post("/notes", Scope = "notes/write")]
                    public static async Task<Reply> Create(Draft draft)
                    {
                        await Task.Yield();
                        return Reply.NoContent;
                    }

                    [Delete("/notes/{id}", Scope = "notes/write")]
                    public static Reply Delete(string id) => Reply.NoContent;
                }
                """
            )
            .Start();

        internal ValueTask<Response> SendAsync(string method, string path, Caller? caller) =>
            _router.RouteAsync(
                new Request
                {
                    Method = Enum.Parse<Method>(method),
                    Path = Encoding.UTF8.GetBytes(path),
                    Caller = caller,
                },
                CancellationToken.None
            );
    }
}
