namespace NativeLambda.Generators.Tests;

/// <summary>The text of generated routers.</summary>
public sealed class RouterTextTests
{
    /// <summary>Uses everything that a declaration can use.</summary>
    private const string Everything = """
        using Notes.Rules;

        namespace Notes
        {
            internal sealed record Note(string Text);

            [ValidatedBy(typeof(DraftRules))]
            internal sealed record Draft(string Text);

            internal sealed record Mark(int Stars);

            internal sealed record Tag(string Text) : IHeaderValue<Tag>
            {
                public static string Expected => "a tag";

                public static bool TryParse(string text, [NotNullWhen(true)] out Tag? value)
                {
                    value = new Tag(text);
                    return true;
                }
            }

            [JsonSerializable(typeof(Note))]
            [JsonSerializable(typeof(Note[]))]
            [JsonSerializable(typeof(List<Note>))]
            [JsonSerializable(typeof(Dictionary<string, Note[,]>))]
            [JsonSerializable(typeof(Dictionary<string, int?>))]
            [JsonSerializable(typeof(Draft))]
            [JsonSerializable(typeof(Mark), TypeInfoPropertyName = "StarMark")]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed class NoteEndpoints
            {
                [Get("/notes", Scope = "notes/read")]
                public Result<Note[]> List(
                    [Query(Minimum = 1, Maximum = 100)] int limit = 20,
                    [Query(Name = "from")] int? offset = null,
                    [Query] string? category = null,
                    [Query] string sortOrder = "newest",
                    [Query] bool archived = false,
                    [Query] Guid author = default,
                    CancellationToken cancellationToken = default
                ) => Result.Ok(Array.Empty<Note>());

                [Post("/notes/", Scope = "notes/write")]
                public Result<Note> Create(
                    Draft draft,
                    [Header("Idempotency-Key")] string? key,
                    Caller caller,
                    CancellationToken cancellationToken
                ) => Result.Created(new Note(draft.Text), "/notes/1");

                [Get("/notes/{note_id}")]
                public Result<Note> Get(string noteId, [Header("If-None-Match")] string tag = "*") =>
                    Response.NotFound();

                [Put("/notes/{id}")]
                public Result<Note> Replace(Guid id, Draft draft) => throw new NotSupportedException();

                [Patch("/notes/{id}")]
                public Response Change(string id, Caller? caller, Draft binder) => Response.NoContent;

                [Delete("/notes/{note_id}")]
                public Response Delete(string noteId, [Header("If-Match")] Tag? tag) => Response.NoContent;

                [Put("/notes/{note_id}/revisions/{revision_number}/marks/{mark_name}", Scope = "notes/write")]
                public Response Mark(
                    string markName,
                    int revisionNumber,
                    string noteId,
                    Mark mark,
                    CancellationToken cancellationToken
                ) => Response.NoContent;
            }

            internal static class StatusEndpoints
            {
                [Get("/")]
                public static Result<List<Note>> Get() => Result.Ok(new List<Note>());

                [Get("/{class}")]
                public static Result<Dictionary<string, Note[,]>> Find(string @class, Request request) =>
                    Response.NotFound(@class + request.BasePath);

                [Post("/notes/count")]
                public static Result<Dictionary<string, int?>> @new([Query] string? error, [Query] int noteEndpoints = -1) =>
                    Result.Ok(new Dictionary<string, int?>());
            }
        }

        namespace Notes.Rules
        {
            internal sealed class DraftRules : AbstractValidator<Draft>;
        }

        namespace Archive
        {
            internal sealed class NoteEndpoints
            {
                internal sealed class Old
                {
                    [Get("/archive/{note_id}")]
                    public Response Get(string noteId) => Response.NotFound(noteId);
                }

                [Get("/archive")]
                public Response List() => Response.NoContent;
            }
        }
        """;

    [Fact]
    public void The_router_is_the_approved_one()
    {
        string received = Snippet.Generate(Everything).Text!;
        File.WriteAllText(PathOf("Router.received.txt"), received);

        string approved = File.ReadAllText(PathOf("Router.verified.txt"));
        FindDifference(approved, received)
            .Should()
            .BeNull(
                "the router is as approved. To see all differences: git diff --no-index {0} {1}. To accept them: cp {1} {0}",
                "tests/NativeLambda.Generators.Tests/Router.verified.txt",
                PathOf("Router.received.txt")
            );
    }

    [Fact]
    public void The_router_compiles_without_a_warning()
    {
        var router = Snippet.Generate(Everything);

        router.Diagnostics.Should().BeEmpty();
        router.CompilerMessages.Should().BeEmpty();
    }

    [Fact]
    public void The_router_is_created_from_instances_of_the_endpoint_classes() =>
        Snippet.Generate(Everything).Start().Routes.Should().HaveCount(12);

    [Fact]
    public void A_program_without_endpoints_has_no_router() => Snippet.Generate("").Text.Should().BeNull();

    [Theory]
    [InlineData("Notes.Api", "Notes.Api.Router")]
    [InlineData("My-Notes.2nd.class", "My_Notes._2nd.class.Router")]
    [InlineData("", "Notes_Service.Router")]
    [InlineData(null, "Notes_Service.Router")]
    public void The_router_is_in_the_root_namespace_or_else_in_that_of_the_assembly(
        string? rootNamespace,
        string type
    ) => Snippet.Generate(Everything, rootNamespace).Start(type).Routes.Should().NotBeEmpty();

    private static string? FindDifference(string approved, string received)
    {
        string[] before = approved.ReplaceLineEndings("\n").Split('\n');
        string[] after = received.Split('\n');
        int line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return line == before.Length && line == after.Length
            ? null
            : $"line {line + 1}: was <{before.ElementAtOrDefault(line)}>, is <{after.ElementAtOrDefault(line)}>";
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
