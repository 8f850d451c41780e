namespace NativeLambda.Generators.Tests;

/// <summary>The text of generated routers.</summary>
public sealed class RouterTextTests
{
    private static readonly string Notes = Snippet.WithEndpoints(
        """
        [Get("/notes", Scope = "notes/read")]
        public Result<string> List(
            [Query(Minimum = 1, Maximum = 100)] int limit = 20,
            [Query(Name = "from")] int? offset = null,
            [Query] string sortOrder = "newest",
            CancellationToken cancellationToken = default
        ) => Result.Ok("");

        [Post("/notes", Scope = "notes/write")]
        public Result<Note> Create(Validated body, [Header("Idempotency-Key")] string? key, Caller caller) =>
            Result.Created(new Note(body.Text), "/notes/1");

        [Get("/notes/{note_id}")]
        public Result<Note> Get(Guid noteId, [Header("Stars")] Stars? stars) => Response.NotFound();

        [Delete("/notes/{note_id}")]
        public static Response Delete(string noteId, Request request) => Response.NoContent;

        [ValidatedBy(typeof(Rules))]
        internal sealed record Validated(string Text);

        internal sealed class Rules : AbstractValidator<Validated>;

        [JsonSerializable(typeof(Validated))]
        internal sealed partial class ValidatedContext : JsonSerializerContext;
        """
    );

    [Fact]
    public void The_router_is_the_approved_one()
    {
        string received = Snippet.Generate(Notes).Text!;
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
    public void The_router_of_a_program_with_all_kinds_of_declarations_compiles_without_a_warning()
    {
        NotesProgram.Generated.Diagnostics.Should().BeEmpty();
        NotesProgram.Generated.CompilerMessages.Should().BeEmpty();
        NotesProgram.Router.Routes.Should().HaveCount(39);
    }

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
    ) => Snippet.Generate(Notes, rootNamespace).Start(type).Routes.Should().NotBeEmpty();

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
