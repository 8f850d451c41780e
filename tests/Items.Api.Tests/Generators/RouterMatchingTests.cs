using System.Text;
using System.Text.Json;
using Items.Api.Http;

namespace Items.Api.Tests.Generators;

/// <summary>Real requests through a generated router whose endpoints answer with their name and arguments.</summary>
public sealed class RouterMatchingTests(RouterMatchingTests.Echo echo)
    : IClassFixture<RouterMatchingTests.Echo>
{
    private static readonly RouteParameter Id = new("path", "note_id");

    [Theory]
    [InlineData("/", "root")]
    [InlineData("", "root")]
    [InlineData("/notes", "list")]
    [InlineData("/notes/", "list")]
    [InlineData("/slash", "slash")]
    [InlineData("/slash/", "slash")]
    [InlineData("/notes/7", "get 7")]
    [InlineData("/notes/7/", "get 7")]
    [InlineData("/notes/a b+c%25", "get a b+c%25")]
    [InlineData("/notes/né☂😀", "get né☂😀")]
    [InlineData("/notes/7/tags/x", "tag x of 7")]
    public async Task A_path_finds_its_template_with_or_without_a_trailing_slash(string path, string answer)
    {
        var response = await echo.SendAsync(Method.Get, path);

        response.Status.Should().Be(200);
        Answer(response).Should().Be(answer);
    }

    [Theory]
    [InlineData("/notes/latest", "latest")]
    [InlineData("/notes/latest/", "latest")]
    [InlineData("/notes/latest2", "get latest2")]
    [InlineData("/notes/late", "get late")]
    [InlineData("/notes/latest/tags/x", "tag x of latest")]
    [InlineData("/notes/7/tags/all", "all tags of 7")]
    public async Task A_literal_wins_over_a_parameter_in_the_same_place(string path, string answer) =>
        Answer(await echo.SendAsync(Method.Get, path)).Should().Be(answer);

    [Theory]
    [InlineData("//")]
    [InlineData("/notes//")]
    [InlineData("//notes")]
    [InlineData("/notes//tags/x")]
    [InlineData("/notes/7/tags//")]
    [InlineData("/notes/7/tags")]
    [InlineData("/notes/7/8")]
    [InlineData("/Notes")]
    [InlineData("/notesx")]
    [InlineData("notes")]
    public async Task An_unknown_path_is_404(string path)
    {
        var response = await echo.SendAsync(Method.Get, path);

        response.Status.Should().Be(404);
        Text(response).Should().Be("""{"detail":"Not Found"}""");
    }

    [Theory]
    [InlineData("Put", "/notes", "GET, HEAD, POST, OPTIONS")]
    [InlineData("Other", "/notes/", "GET, HEAD, POST, OPTIONS")]
    [InlineData("Post", "/notes/7", "GET, HEAD, PUT, DELETE, OPTIONS")]
    [InlineData("Get", "/write-only", "POST, OPTIONS")]
    [InlineData("Head", "/write-only", "POST, OPTIONS")]
    public async Task A_known_path_with_another_method_is_405_and_names_those_that_work(
        string method,
        string path,
        string allow
    )
    {
        var response = await echo.SendAsync(Enum.Parse<Method>(method), path);

        response.Status.Should().Be(405);
        Text(response).Should().Be("""{"detail":"Method Not Allowed"}""");
        Allow(response).Should().Be(allow);
    }

    [Fact]
    public async Task The_more_specific_template_decides_about_the_method() =>
        Allow(await echo.SendAsync(Method.Delete, "/notes/latest")).Should().Be("GET, HEAD, OPTIONS");

    [Theory]
    [InlineData("/notes", "list")]
    [InlineData("/notes/7", "get 7")]
    public async Task HEAD_is_answered_by_the_endpoint_of_GET(string path, string answer)
    {
        var response = await echo.SendAsync(Method.Head, path);

        response.Status.Should().Be(200);
        Answer(response).Should().Be(answer, "the body is left out later, when its length is known");
    }

    [Fact]
    public async Task OPTIONS_names_the_methods_of_a_known_path()
    {
        var response = await echo.SendAsync(Method.Options, "/notes/7/");

        response.Status.Should().Be(204);
        Allow(response).Should().Be("GET, HEAD, PUT, DELETE, OPTIONS");
    }

    [Fact]
    public async Task OPTIONS_is_answered_on_unknown_paths_too()
    {
        var response = await echo.SendAsync(Method.Options, "/nowhere");

        response.Status.Should().Be(204);
        response.Headers.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Post", "/notes", 201, "created")]
    [InlineData("Put", "/notes/7", 200, "put 7")]
    public async Task Each_method_has_its_own_endpoint(string method, string path, int status, string answer)
    {
        var response = await echo.SendAsync(Enum.Parse<Method>(method), path);

        response.Status.Should().Be(status);
        Answer(response).Should().Be(answer);
    }

    [Fact]
    public async Task A_reply_without_a_value_has_no_body()
    {
        var response = await echo.SendAsync(Method.Delete, "/notes/7");

        response.Status.Should().Be(204);
        response.Body.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Request_and_deadline_reach_the_endpoint()
    {
        using var deadline = new CancellationTokenSource();
        await deadline.CancelAsync();

        var response = await echo.SendAsync(Method.Post, "/write-only", deadline.Token);

        Answer(response).Should().Be("Post /write-only, cancelled");
    }

    [Fact]
    public void The_route_table_lists_every_endpoint_as_it_was_declared() =>
        echo
            .Router.Routes.Should()
            .BeEquivalentTo<Route>(
                [
                    new Route(Method.Get, "/", null, "HomeEndpoints.Root"),
                    new Route(Method.Get, "/notes", "notes/read", "NoteEndpoints.List"),
                    new Route(Method.Post, "/notes/", "notes/write", "NoteEndpoints.Create"),
                    new Route(Method.Get, "/notes/latest", null, "NoteEndpoints.Latest"),
                    new Route(Method.Get, "/notes/{note_id}", null, "NoteEndpoints.Get", Id),
                    new Route(
                        Method.Put,
                        "/notes/{id}",
                        null,
                        "NoteEndpoints.Put",
                        new RouteParameter("path", "id")
                    ),
                    new Route(Method.Delete, "/notes/{note_id}", null, "NoteEndpoints.Delete", Id),
                    new Route(Method.Get, "/notes/{note_id}/tags/all", null, "NoteEndpoints.AllTags", Id),
                    new Route(
                        Method.Get,
                        "/notes/{note_id}/tags/{tag}",
                        null,
                        "NoteEndpoints.Tag",
                        Id,
                        new RouteParameter("path", "tag")
                    ),
                    new Route(Method.Get, "/slash/", null, "HomeEndpoints.Slash"),
                    new Route(Method.Post, "/write-only", null, "HomeEndpoints.WriteOnly"),
                ],
                routes => routes.WithStrictOrdering()
            );

    private static string Text(Response response) => Encoding.UTF8.GetString(response.Body.Span);

    private static string? Answer(Response response) =>
        JsonDocument.Parse(response.Body).RootElement.GetString();

    private static string Allow(Response response) =>
        response.Headers.Single(header => header.Key == "allow").Value;

    /// <summary>The router under test, compiled once.</summary>
    public sealed class Echo
    {
        private const string Source = """
            namespace Notes;

            [JsonSerializable(typeof(string))]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed class NoteEndpoints
            {
                [Get("/notes/{note_id}/tags/{tag}")]
                public Task<Reply<string>> Tag(string tag, string noteId) => Text($"tag {tag} of {noteId}");

                [Get("/notes/{note_id}/tags/all")]
                public Task<Reply<string>> AllTags(string noteId) => Text($"all tags of {noteId}");

                [Get("/notes/{note_id}")]
                public Task<Reply<string>> Get(string noteId) => Text($"get {noteId}");

                [Put("/notes/{id}")]
                public Task<Reply<string>> Put(string id) => Text($"put {id}");

                [Delete("/notes/{note_id}")]
                public ValueTask<Reply> Delete(string noteId) => new(Reply.NoContent);

                [Get("/notes/latest")]
                public Task<Reply<string>> Latest() => Text("latest");

                [Post("/notes/", Scope = "notes/write")]
                public Reply<string> Create() => Reply.Created("created", "/notes/7");

                [Get("/notes", Scope = "notes/read")]
                public Task<Reply<string>> List() => Text("list");

                private static async Task<Reply<string>> Text(string text)
                {
                    await Task.Yield();
                    return Reply.Ok(text);
                }
            }

            internal static class HomeEndpoints
            {
                [Get("/")]
                public static Reply<string> Root() => Reply.Ok("root");

                [Get("/slash/")]
                public static Reply<string> Slash() => Reply.Ok("slash");

                [Post("/write-only")]
                public static Reply<string> WriteOnly(Request it, CancellationToken deadline) =>
                    Reply.Ok(
                        $"{it.Method} {System.Text.Encoding.UTF8.GetString(it.Path.Span)}, "
                            + (deadline.IsCancellationRequested ? "cancelled" : "in time")
                    );
            }
            """;

        internal RunningRouter Router { get; } = Snippet.Generate(Source).Start();

        internal ValueTask<Response> SendAsync(
            Method method,
            string path,
            CancellationToken cancellationToken = default
        ) =>
            Router.RouteAsync(
                new Request
                {
                    Method = method,
                    Path = Encoding.UTF8.GetBytes(path),
                    Caller = new Caller("somebody", ["notes/read", "notes/write"], "access"),
                },
                cancellationToken
            );
    }
}
