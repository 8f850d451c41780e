using System.Text;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>Requests to a generated router whose endpoints return their name and arguments.</summary>
public sealed class RouterMatchingTests
{
    [Theory]
    // With or without a trailing slash.
    [InlineData(Method.Get, "/", "root")]
    [InlineData(Method.Get, "", "root")]
    [InlineData(Method.Get, "/notes", "list")]
    [InlineData(Method.Get, "/notes/", "list")]
    [InlineData(Method.Get, "/slash", "slash")]
    [InlineData(Method.Get, "/slash/", "slash")]
    [InlineData(Method.Get, "/notes/7", "get 7")]
    [InlineData(Method.Get, "/notes/7/", "get 7")]
    [InlineData(Method.Get, "/notes/a b+c%25", "get a b+c%25")]
    [InlineData(Method.Get, "/notes/né☂😀", "get né☂😀")]
    [InlineData(Method.Get, "/notes/7/tags/x", "tag x of 7")]
    // A literal precedes a parameter in the same place.
    [InlineData(Method.Get, "/notes/latest", "latest")]
    [InlineData(Method.Get, "/notes/latest/", "latest")]
    [InlineData(Method.Get, "/notes/latest2", "get latest2")]
    [InlineData(Method.Get, "/notes/late", "get late")]
    [InlineData(Method.Get, "/notes/latest/tags/x", "tag x of latest")]
    [InlineData(Method.Get, "/notes/7/tags/all", "all tags of 7")]
    // Each method has its own endpoint.
    [InlineData(Method.Post, "/notes", "created", 201)]
    [InlineData(Method.Post, "/notes/count", "count")]
    [InlineData(Method.Put, "/notes/7", "put 7")]
    [InlineData(Method.Patch, "/notes/latest", "patch latest")]
    // A template serves the methods that a more specific one lacks.
    [InlineData(Method.Get, "/notes/count", "get count")]
    [InlineData(Method.Head, "/notes/count", "get count")]
    [InlineData(Method.Put, "/notes/count/", "put count")]
    [InlineData(Method.Put, "/notes/latest", "put latest")]
    // HEAD calls the endpoint of GET; the body is left out later, when its length is known.
    [InlineData(Method.Head, "/notes", "list")]
    [InlineData(Method.Head, "/notes/7", "get 7")]
    public void A_request_is_served_by_the_endpoint_of_its_path_and_method(
        Method method,
        string path,
        string result,
        int status = 200
    )
    {
        var response = Send(method, path);

        response.Status.Should().Be(status);
        Result(response).Should().Be(result);
    }

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
        var response = Send(Method.Get, path);

        response.Status.Should().Be(404);
        response.Text().Should().Be("""{"detail":"Not Found"}""");
    }

    [Theory]
    [InlineData(Method.Put, "/notes", "GET, HEAD, POST, OPTIONS")]
    [InlineData(Method.Other, "/notes/", "GET, HEAD, POST, OPTIONS")]
    [InlineData(Method.Post, "/notes/7", "GET, HEAD, PUT, DELETE, OPTIONS")]
    [InlineData(Method.Get, "/write-only", "POST, OPTIONS")]
    [InlineData(Method.Head, "/write-only", "POST, OPTIONS")]
    [InlineData(Method.Patch, "/notes/count", "GET, HEAD, POST, PUT, DELETE, OPTIONS")]
    [InlineData(Method.Post, "/notes/latest", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")]
    public void A_method_without_a_route_for_the_path_is_405_with_the_methods_that_have_one(
        Method method,
        string path,
        string allow
    )
    {
        var response = Send(method, path);

        response.Status.Should().Be(405);
        response.Text().Should().Be("""{"detail":"Method Not Allowed"}""");
        response.Header("allow").Should().Be(allow);
    }

    [Theory]
    [InlineData("/notes/7/", "GET, HEAD, PUT, DELETE, OPTIONS")]
    [InlineData("/notes/count", "GET, HEAD, POST, PUT, DELETE, OPTIONS")]
    public void OPTIONS_lists_the_methods_of_all_templates_that_match(string path, string allow)
    {
        var response = Send(Method.Options, path);

        response.Status.Should().Be(204);
        response.Header("allow").Should().Be(allow);
    }

    [Fact]
    public void OPTIONS_on_an_unknown_path_is_204()
    {
        var response = Send(Method.Options, "/nowhere");

        response.Status.Should().Be(204);
        response.Headers.Should().BeEmpty();
    }

    [Fact]
    public void A_204_has_no_body()
    {
        var response = Send(Method.Delete, "/notes/7");

        response.Status.Should().Be(204);
        response.Body.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData(Method.Get, "/notes/7/", "/notes/{note_id}")]
    [InlineData(Method.Head, "/notes/latest", "/notes/latest")]
    [InlineData(Method.Patch, "/notes/7/tags/x", "/notes/{note_id}/tags/{tag}")] // 405
    [InlineData(Method.Options, "/notes", "/notes")]
    [InlineData(Method.Get, "/nowhere/7", null)]
    public void The_request_has_the_template_of_its_path(Method method, string path, string? template)
    {
        var request = new Request { Method = method, Path = Encoding.UTF8.GetBytes(path) };

        NotesProgram.Router.Route(request, CancellationToken.None);

        request.RouteTemplate.Should().Be(template);
    }

    [Fact]
    public void An_endpoint_gets_the_request_and_the_cancellation_token()
    {
        var response = Send(Method.Post, "/write-only", new CancellationToken(canceled: true));

        Result(response).Should().Be("Post /write-only, cancelled");
    }

    [Fact]
    public void The_route_table_lists_endpoints_as_they_were_declared_and_literals_first() =>
        NotesProgram
            .Router.Routes.Where(it => it.Path.StartsWith("/notes", StringComparison.Ordinal))
            .Select(it =>
                $"{it.Method} {it.Path} {it.Scope}: {it.Endpoint}"
                + $"({string.Join(", ", it.Parameters.Select(parameter => $"{parameter.In} {parameter.Name}"))})"
            )
            .Should()
            .Equal(
                "Get /notes notes/read: NoteEndpoints.List()",
                "Post /notes/ notes/write: NoteEndpoints.Create()",
                "Post /notes/count : NoteEndpoints.Count()",
                "Get /notes/latest : NoteEndpoints.Latest()",
                "Patch /notes/latest : NoteEndpoints.PatchLatest()",
                "Get /notes/{note_id} : NoteEndpoints.Get(path note_id)",
                "Put /notes/{id} : NoteEndpoints.Put(path id)",
                "Delete /notes/{note_id} notes/write: NoteEndpoints.Delete(path note_id)",
                "Put /notes/{note_id}/revisions/{revision_number}/marks/{mark_name} : NoteEndpoints.Mark(path note_id, path revision_number, path mark_name)",
                "Get /notes/{note_id}/tags/all : NoteEndpoints.AllTags(path note_id)",
                "Get /notes/{note_id}/tags/{tag} : NoteEndpoints.Tag(path note_id, path tag)"
            );

    private static string? Result(Response response) =>
        JsonDocument.Parse(response.Body).RootElement.GetString();

    private static Response Send(Method method, string path, CancellationToken cancellationToken = default) =>
        NotesProgram.Router.Send(
            method,
            path,
            caller: NotesProgram.Caller,
            cancellationToken: cancellationToken
        );
}
