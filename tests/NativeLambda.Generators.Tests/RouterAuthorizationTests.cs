using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>A generated router checks the scopes of routes.</summary>
public sealed class RouterAuthorizationTests
{
    private static readonly Caller WithoutScopes = new("x", [], "access");

    [Theory]
    [InlineData(Method.Get, "/notes")]
    [InlineData(Method.Head, "/notes")]
    [InlineData(Method.Get, "/notes/")]
    [InlineData(Method.Post, "/notes")]
    [InlineData(Method.Delete, "/notes/7")]
    public void A_route_with_a_scope_is_401_without_a_caller(Method method, string path)
    {
        var response = Send(method, path, caller: null);

        ShouldBeDenied(response, 401, "Not authenticated", "Bearer");
    }

    [Theory]
    [InlineData(Method.Get, "/notes", "notes/read", "access", 200)]
    [InlineData(Method.Head, "/notes", "notes/read", "access", 200)]
    [InlineData(Method.Get, "/notes", "notes/write", "access", 403)]
    [InlineData(Method.Head, "/notes", "notes/write", "access", 403)]
    [InlineData(Method.Get, "/notes", "", "access", 403)]
    [InlineData(Method.Get, "/notes", "notes/reader", "access", 403)]
    [InlineData(Method.Get, "/notes", "Notes/Read", "access", 403)]
    [InlineData(Method.Get, "/notes", "notes/read", "id", 403)]
    [InlineData(Method.Get, "/notes", "notes/read", "Access", 403)]
    [InlineData(Method.Get, "/notes", "notes/read", "", 403)]
    [InlineData(Method.Get, "/notes", "notes/read", null, 403)]
    [InlineData(Method.Delete, "/notes/7", "notes/write", "access", 204)]
    [InlineData(Method.Delete, "/notes/7", "notes/read", "access", 403)]
    [InlineData(Method.Delete, "/notes/7", "notes/read notes/write", "access", 204)]
    public void A_caller_needs_the_scope_in_an_access_token(
        Method method,
        string path,
        string scopes,
        string? use,
        int status
    )
    {
        var response = Send(method, path, new Caller("x", scopes.Split(' '), use));

        response.Status.Should().Be(status);
    }

    [Fact]
    public void A_403_names_the_missing_scope()
    {
        var response = Send(Method.Delete, "/notes/7", new Caller("x", ["notes/read"], "access"));

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

        Send(Method.Put, "/drafts", allowed).Status.Should().Be(422, "there is no body");
        Send(Method.Put, "/drafts", caller: null).Status.Should().Be(401);
        Send(Method.Put, "/drafts", WithoutScopes).Status.Should().Be(403);
    }

    [Fact]
    public void An_IAM_caller_has_every_scope() =>
        Send(Method.Delete, "/notes/7", Caller.FromIam("arn")).Status.Should().Be(204);

    [Theory]
    [InlineData(Method.Get, "/", 200)]
    [InlineData(Method.Options, "/notes", 204)]
    [InlineData(Method.Options, "/nowhere", 204)]
    [InlineData(Method.Put, "/notes", 405)]
    [InlineData(Method.Get, "/nowhere", 404)]
    public void Public_routes_and_requests_without_a_route_need_no_caller(
        Method method,
        string path,
        int status
    )
    {
        Send(method, path, caller: null).Status.Should().Be(status);
        Send(method, path, WithoutScopes).Status.Should().Be(status);
    }

    private static void ShouldBeDenied(Response response, int status, string detail, string challenge)
    {
        response.Status.Should().Be(status);
        response.Text().Should().Be($$"""{"detail":"{{detail}}"}""");
        response.Header("www-authenticate").Should().Be(challenge);
    }

    private static Response Send(Method method, string path, Caller? caller) =>
        NotesProgram.Router.Send(method, path, caller: caller);
}
