using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>A generated router checks the scopes of routes.</summary>
public sealed class RouterAuthorizationTests(RouterAuthorizationTests.Notes notes)
    : IClassFixture<RouterAuthorizationTests.Notes>
{
    private static readonly Caller WithoutScopes = new("x", [], "access");

    [Theory]
    [InlineData("Get", "/notes")]
    [InlineData("Head", "/notes")]
    [InlineData("Get", "/notes/")]
    [InlineData("Post", "/notes")]
    [InlineData("Delete", "/notes/7")]
    public void A_route_with_a_scope_is_401_without_a_caller(string method, string path)
    {
        var response = notes.Send(method, path, caller: null);

        ShouldBeDenied(response, 401, "Not authenticated", "Bearer");
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
    public void A_caller_needs_the_scope_in_an_access_token(
        string method,
        string path,
        string scopes,
        string? use,
        int status
    )
    {
        var response = notes.Send(method, path, new Caller("x", scopes.Split(' '), use));

        response.Status.Should().Be(status);
    }

    [Fact]
    public void A_403_names_the_missing_scope()
    {
        var response = notes.Send("Delete", "/notes/7", new Caller("x", ["notes/read"], "access"));

        ShouldBeDenied(
            response,
            403,
            "Not enough permissions",
            "Bearer scope=\"notes/write\", error=\"insufficient_scope\""
        );
    }

    [Fact]
    public void The_scope_is_checked_before_the_rest_of_the_request()
    {
        var allowed = new Caller("x", ["notes/write"], "access");

        (notes.Send("Post", "/notes", allowed)).Status.Should().Be(422, "there is no body");
        (notes.Send("Post", "/notes", caller: null)).Status.Should().Be(401);
        (notes.Send("Post", "/notes", WithoutScopes)).Status.Should().Be(403);
    }

    [Fact]
    public void An_IAM_caller_has_every_scope()
    {
        (notes.Send("Delete", "/notes/7", Caller.FromIam("arn"))).Status.Should().Be(204);
    }

    [Theory]
    [InlineData("Get", "/", 204)]
    [InlineData("Options", "/notes", 204)]
    [InlineData("Options", "/nowhere", 204)]
    [InlineData("Put", "/notes", 405)]
    [InlineData("Get", "/nowhere", 404)]
    public void Public_routes_and_requests_without_a_route_need_no_caller(
        string method,
        string path,
        int status
    )
    {
        (notes.Send(method, path, caller: null)).Status.Should().Be(status);
        (notes.Send(method, path, WithoutScopes)).Status.Should().Be(status);
    }

    private static void ShouldBeDenied(Response response, int status, string detail, string challenge)
    {
        response.Status.Should().Be(status);
        response.Text().Should().Be($$"""{"detail":"{{detail}}"}""");
        response.Header("www-authenticate").Should().Be(challenge);
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
                    public static Response Health() => Response.NoContent;

                    [Get("/notes", Scope = "notes/read")]
                    public static Result<string> List() => Result.Ok("list");

                    [Post("/notes", Scope = "notes/write")]
                    public static Response Create(Draft draft) => Response.NoContent;

                    [Delete("/notes/{id}", Scope = "notes/write")]
                    public static Response Delete(string id) => Response.NoContent;
                }
                """
            )
            .Start();

        internal Response Send(string method, string path, Caller? caller) =>
            _router.Send(Enum.Parse<Method>(method), path, caller: caller);
    }
}
