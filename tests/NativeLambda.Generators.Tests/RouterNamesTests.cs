using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>Names in a program that equal names in the framework, in .NET or in the generated router.</summary>
public sealed class RouterNamesTests
{
    /// <summary>A program whose types have the names of all types that the router uses.</summary>
    private const string SameTypeNames = """
        using Framework = NativeLambda.Http;
        using NativeLambda.Routing;

        namespace Notes
        {
            internal sealed record Response(string Text);
            internal sealed record Request(string Text);
            internal sealed record Result(string Text);
            internal sealed record Caller(string Text);
            internal sealed record RequestBinder(string Text);
            internal sealed record RouteAuthorization(string Text);
            internal sealed record UnmatchedRequest(string Text);
            internal sealed record AllowedMethods(string Text);
            internal sealed record PathReader(string Text);
            internal sealed record RouteParameter(string Text);
            internal sealed record CancellationToken(string Text);
            internal sealed record ReadOnlySpan<T>(string Text);
            internal sealed record IReadOnlyList<T>(string Text);
            internal sealed record NativeLambda(string Text);
            internal sealed record System(string Text);
            internal enum Method { Post }

            [JsonSerializable(typeof(Request))]
            [JsonSerializable(typeof(Response))]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed class Route
            {
                [Post("/notes/{id}", Scope = "notes/write")]
                public Framework.Result<Response> Post(
                    string id,
                    [Query] int? limit,
                    [Header("key")] string? key,
                    Request body,
                    Framework.Request request,
                    Framework.Caller caller,
                    global::System.Threading.CancellationToken token
                ) => Framework.Result.Ok(new Response($"{id} {limit} {key} {body.Text} {caller.Subject}"));
            }
        }

        namespace Notes.Routing
        {
            internal sealed class Router
            {
                [Get("/router")] public Framework.Response Get() => Framework.Response.NoContent;
            }
        }
        """;

    [Fact]
    public void Types_can_have_the_names_of_types_of_the_framework()
    {
        var router = Snippet.Generate(SameTypeNames);

        router.CompilerMessages.Should().BeEmpty();
        router
            .Start()
            .Send(
                Method.Post,
                "/notes/7",
                "limit=8",
                """{"Text":"x"}""",
                ("key", "k"),
                new Caller("me", ["notes/write"], "access")
            )
            .Text()
            .Should()
            .Be("""{"Text":"7 8 k x me"}""");
    }
}
