using System.Text.Json;
using NativeLambda.Http;
using NativeLambda.Routing;

namespace NativeLambda.Generators.Tests;

/// <summary>Requests to a generated router whose endpoints return their name and arguments.</summary>
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
    public void A_path_finds_its_template_with_or_without_a_trailing_slash(string path, string result)
    {
        var response = echo.Send(Method.Get, path);

        response.Status.Should().Be(200);
        Result(response).Should().Be(result);
    }

    [Theory]
    [InlineData("/notes/latest", "latest")]
    [InlineData("/notes/latest/", "latest")]
    [InlineData("/notes/latest2", "get latest2")]
    [InlineData("/notes/late", "get late")]
    [InlineData("/notes/latest/tags/x", "tag x of latest")]
    [InlineData("/notes/7/tags/all", "all tags of 7")]
    public void A_literal_precedes_a_parameter_in_the_same_place(string path, string result) =>
        Result(echo.Send(Method.Get, path)).Should().Be(result);

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
    public void An_unknown_path_is_404(string path)
    {
        var response = echo.Send(Method.Get, path);

        response.Status.Should().Be(404);
        response.Text().Should().Be("""{"detail":"Not Found"}""");
    }

    [Theory]
    [InlineData("Put", "/notes", "GET, HEAD, POST, OPTIONS")]
    [InlineData("Other", "/notes/", "GET, HEAD, POST, OPTIONS")]
    [InlineData("Post", "/notes/7", "GET, HEAD, PUT, DELETE, OPTIONS")]
    [InlineData("Get", "/write-only", "POST, OPTIONS")]
    [InlineData("Head", "/write-only", "POST, OPTIONS")]
    [InlineData("Patch", "/notes/count", "GET, HEAD, POST, PUT, DELETE, OPTIONS")]
    [InlineData("Post", "/notes/latest", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")]
    public void A_method_without_a_route_for_the_path_is_405_with_the_methods_that_have_one(
        string method,
        string path,
        string allow
    )
    {
        var response = echo.Send(Enum.Parse<Method>(method), path);

        response.Status.Should().Be(405);
        response.Text().Should().Be("""{"detail":"Method Not Allowed"}""");
        response.Header("allow").Should().Be(allow);
    }

    [Theory]
    [InlineData("Get", "/notes/count", "get count")]
    [InlineData("Head", "/notes/count", "get count")]
    [InlineData("Put", "/notes/count/", "put count")]
    [InlineData("Put", "/notes/latest", "put latest")]
    public void A_template_serves_the_methods_that_a_more_specific_one_lacks(
        string method,
        string path,
        string result
    ) => Result(echo.Send(Enum.Parse<Method>(method), path)).Should().Be(result);

    [Theory]
    [InlineData("/notes", "list")]
    [InlineData("/notes/7", "get 7")]
    public void HEAD_calls_the_endpoint_of_GET(string path, string result)
    {
        var response = echo.Send(Method.Head, path);

        response.Status.Should().Be(200);
        Result(response).Should().Be(result, "the body is left out later, when its length is known");
    }

    [Theory]
    [InlineData("/notes/7/", "GET, HEAD, PUT, DELETE, OPTIONS")]
    [InlineData("/notes/count", "GET, HEAD, POST, PUT, DELETE, OPTIONS")]
    public void OPTIONS_lists_the_methods_of_all_templates_that_match(string path, string allow)
    {
        var response = echo.Send(Method.Options, path);

        response.Status.Should().Be(204);
        response.Header("allow").Should().Be(allow);
    }

    [Fact]
    public void OPTIONS_on_an_unknown_path_is_204()
    {
        var response = echo.Send(Method.Options, "/nowhere");

        response.Status.Should().Be(204);
        response.Headers.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Post", "/notes", 201, "created")]
    [InlineData("Post", "/notes/count", 200, "count")]
    [InlineData("Put", "/notes/7", 200, "put 7")]
    [InlineData("Patch", "/notes/latest", 200, "patch latest")]
    public void Each_method_has_its_own_endpoint(string method, string path, int status, string result)
    {
        var response = echo.Send(Enum.Parse<Method>(method), path);

        response.Status.Should().Be(status);
        Result(response).Should().Be(result);
    }

    [Fact]
    public void A_204_has_no_body()
    {
        var response = echo.Send(Method.Delete, "/notes/7");

        response.Status.Should().Be(204);
        response.Body.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void An_endpoint_gets_the_request_and_the_cancellation_token()
    {
        var response = echo.Send(Method.Post, "/write-only", new CancellationToken(canceled: true));

        Result(response).Should().Be("Post /write-only, cancelled");
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
                    new Route(Method.Post, "/notes/count", null, "NoteEndpoints.Count"),
                    new Route(Method.Get, "/notes/latest", null, "NoteEndpoints.Latest"),
                    new Route(Method.Patch, "/notes/latest", null, "NoteEndpoints.PatchLatest"),
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

    private static string? Result(Response response) =>
        JsonDocument.Parse(response.Body).RootElement.GetString();

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
                public Result<string> Tag(string tag, string noteId) => Result.Ok($"tag {tag} of {noteId}");

                [Get("/notes/{note_id}/tags/all")]
                public Result<string> AllTags(string noteId) => Result.Ok($"all tags of {noteId}");

                [Get("/notes/{note_id}")]
                public Result<string> Get(string noteId) => Result.Ok($"get {noteId}");

                [Put("/notes/{id}")]
                public Result<string> Put(string id) => Result.Ok($"put {id}");

                [Delete("/notes/{note_id}")]
                public Response Delete(string noteId) => Response.NoContent;

                [Get("/notes/latest")]
                public Result<string> Latest() => Result.Ok("latest");

                [Patch("/notes/latest")]
                public Result<string> PatchLatest() => Result.Ok("patch latest");

                [Post("/notes/count")]
                public Result<string> Count() => Result.Ok("count");

                [Post("/notes/", Scope = "notes/write")]
                public Result<string> Create() => Result.Created("created", "/notes/7");

                [Get("/notes", Scope = "notes/read")]
                public Result<string> List() => Result.Ok("list");
            }

            internal static class HomeEndpoints
            {
                [Get("/")]
                public static Result<string> Root() => Result.Ok("root");

                [Get("/slash/")]
                public static Result<string> Slash() => Result.Ok("slash");

                [Post("/write-only")]
                public static Result<string> WriteOnly(Request it, CancellationToken token) =>
                    Result.Ok(
                        $"{it.Method} {System.Text.Encoding.UTF8.GetString(it.Path.Span)}, "
                            + (token.IsCancellationRequested ? "cancelled" : "in time")
                    );
            }
            """;

        private static readonly Caller Caller = new("x", ["notes/read", "notes/write"], "access");

        internal RunningRouter Router { get; } = Snippet.Generate(Source).Start();

        internal Response Send(Method method, string path, CancellationToken cancellationToken = default) =>
            Router.Send(method, path, caller: Caller, cancellationToken: cancellationToken);
    }
}
