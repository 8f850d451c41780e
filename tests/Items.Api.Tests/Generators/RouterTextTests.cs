namespace Items.Api.Tests.Generators;

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
            [JsonSerializable(typeof(int?))]
            [JsonSerializable(typeof(Draft))]
            [JsonSerializable(typeof(Mark), TypeInfoPropertyName = "StarMark")]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed class NoteEndpoints
            {
                [Get("/notes", Scope = "notes/read")]
                public Task<Reply<Note[]>> List(
                    [Query(Minimum = 1, Maximum = 100)] int limit = 20,
                    [Query(Name = "from")] int? offset = null,
                    [Query] string? category = null,
                    [Query] string sortOrder = "newest",
                    CancellationToken cancellationToken = default
                ) => Task.FromResult(Reply.Ok(Array.Empty<Note>()));

                [Post("/notes/", Scope = "notes/write")]
                public async Task<Reply<Note>> CreateAsync(
                    Draft draft,
                    [Header("Idempotency-Key")] string? key,
                    CancellationToken cancellationToken
                )
                {
                    await Task.Yield();
                    return Reply.Created(new Note(draft.Text), "/notes/1");
                }

                [Get("/notes/{note_id}")]
                public ValueTask<Reply<Note>> Get(string noteId, [Header("If-None-Match")] string tag = "*") =>
                    new(Reply.NotFound());

                [Put("/notes/{id}")]
                public Task<Reply<Note>> Replace(string id, Draft draft) => throw new NotSupportedException();

                [Delete("/notes/{note_id}")]
                public ValueTask<Reply> Delete(string noteId, [Header("If-Match")] Tag? tag) =>
                    new(Reply.NoContent);

                [Put("/notes/{note_id}/revisions/{revision_number}/marks/{mark_name}", Scope = "notes/write")]
                public Task<Reply> Mark(
                    string markName,
                    string revisionNumber,
                    string noteId,
                    Mark mark,
                    CancellationToken cancellationToken
                ) => Task.FromResult(Reply.NoContent);
            }

            internal static class StatusEndpoints
            {
                [Get("/")]
                public static Reply<List<Note>> Get() => Reply.Ok(new List<Note>());

                [Get("/{class}")]
                public static Reply<Dictionary<string, Note[,]>> Find(string @class, Request request) =>
                    Reply.NotFound(@class + request.BasePath);

                [Post("/notes/count")]
                public static Reply<int?> Count([Query] string? reply, [Query] int noteEndpoints = -1) =>
                    Reply.Ok<int?>(noteEndpoints);
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
                    public Reply Get(string noteId) => Reply.NotFound(noteId);
                }

                [Get("/archive")]
                public Reply List() => Reply.NoContent;
            }
        }
        """;

    [Fact]
    public void The_router_of_a_program_that_uses_everything_is_the_approved_one()
    {
        string received = Snippet.Generate(Everything).Text;
        File.WriteAllText(PathOf("Router.received.txt"), received);

        string approved = File.ReadAllText(PathOf("Router.verified.txt"));
        FindDifference(approved, received)
            .Should()
            .BeNull(
                "the router is as approved. To see all that changed: git diff --no-index {0} {1}. To accept it: cp {1} {0}",
                "tests/Items.Api.Tests/Generators/Router.verified.txt",
                PathOf("Router.received.txt")
            );
    }

    [Fact]
    public void It_compiles_without_a_warning()
    {
        var router = Snippet.Generate(Everything);

        router.Diagnostics.Should().BeEmpty();
        router.CompilerMessages.Should().BeEmpty();
    }

    [Fact]
    public void It_starts_without_anything_but_the_endpoints() =>
        Snippet.Generate(Everything).Start().Routes.Should().HaveCount(11);

    [Fact]
    public void A_program_without_endpoints_has_a_router_that_knows_no_path()
    {
        var router = Snippet.Generate("");

        router.CompilerMessages.Should().BeEmpty();
        router.Start().Routes.Should().BeEmpty();
    }

    private static string? FindDifference(string approved, string received)
    {
        string[] before = approved.ReplaceLineEndings("\n").Split('\n');
        string[] after = received.Split('\n');
        int line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return line == before.Length && line == after.Length
            ? null
            : $"line {line + 1}: was <{before.ElementAtOrDefault(line)}>, is <{after.ElementAtOrDefault(line)}>";
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Generators", file);
}
