using NativeLambda.Http;

namespace NativeLambda.Generators.Tests;

/// <summary>A program that uses everything that a declaration can use. Most endpoints return their name and arguments.</summary>
internal static class NotesProgram
{
    private const string Endpoints = """
        [Get("/notes/{note_id}/tags/{tag}")]
        public Result<string> Tag(string tag, string noteId) => Result.Ok($"tag {tag} of {noteId}");

        [Get("/notes/{note_id}/tags/all")]
        public Result<string> AllTags(string noteId) => Result.Ok($"all tags of {noteId}");

        [Get("/notes/{note_id}")] public Result<string> Get(string noteId) => Result.Ok($"get {noteId}");
        [Put("/notes/{id}")] public Result<string> Put(string id) => Result.Ok($"put {id}");
        [Get("/notes/latest")] public Result<string> Latest() => Result.Ok("latest");
        [Patch("/notes/latest")] public Result<string> PatchLatest() => Result.Ok("patch latest");
        [Post("/notes/count")] public Result<string> Count() => Result.Ok("count");
        [Get("/notes", Scope = "notes/read")] public Result<string> List() => Result.Ok("list");

        [Post("/notes/", Scope = "notes/write")]
        public Result<string> Create() => Result.Created("created", "/notes/7");

        [Delete("/notes/{note_id}", Scope = "notes/write")]
        public Response Delete(string noteId) => Response.NoContent;

        [Put("/drafts", Scope = "notes/write")]
        public Response Write(Draft draft, Caller caller, CancellationToken token) => Response.NoContent;

        [Put("/notes/{note_id}/revisions/{revision_number}/marks/{mark_name}")]
        public Response Mark(string markName, int revisionNumber, string noteId, Mark binder) => Response.NoContent;
        """;

    private const string Rest = """
        using Notes.Rules;

        namespace Notes
        {
            [ValidatedBy(typeof(FieldsRules))]
            internal sealed record Fields
            {
                public Field<string> Text { get; init; }
                public Field<decimal> Price { get; init; }
                public Field<int> Count { get; init; }
                public Field<bool> Flag { get; init; }
            }

            internal sealed record Mark(int Stars);

            [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
            [JsonSerializable(typeof(Fields))]
            [JsonSerializable(typeof(Note[]))]
            [JsonSerializable(typeof(List<Note>))]
            [JsonSerializable(typeof(Dictionary<string, Note[,]>))]
            [JsonSerializable(typeof(Dictionary<string, int?>))]
            [JsonSerializable(typeof(Mark), TypeInfoPropertyName = "StarMark")]
            internal sealed partial class OtherJsonContext : JsonSerializerContext;

            internal static class HomeEndpoints
            {
                [Get("/")] public static Result<string> Root() => Result.Ok("root");
                [Get("/slash/")] public static Result<string> Slash() => Result.Ok("slash");

                [Post("/write-only")]
                public static Result<string> WriteOnly(Request it, CancellationToken token) =>
                    Result.Ok(
                        $"{it.Method} {System.Text.Encoding.UTF8.GetString(it.Path.Span)}, "
                            + (token.IsCancellationRequested ? "cancelled" : "in time")
                    );

                [Get("/classes/{class}")]
                public static Result<Dictionary<string, Note[,]>> Find(string @class, Request request) =>
                    Response.NotFound(@class + request.BasePath);

                [Post("/classes")]
                public static Result<Dictionary<string, int?>> @new([Query] string? error, [Query] int noteEndpoints = -1) =>
                    Result.Ok(new Dictionary<string, int?>());
            }

            internal sealed class ValueEndpoints
            {
                [Get("/text/{text}")] public Result<string> Text(string text) => Result.Ok(text);
                [Get("/guid/{note_id}")] public Result<string> OneGuid(Guid noteId) => Result.Ok($"{noteId}");
                [Get("/int/{number}")] public Result<string> OneInt(int number) => Result.Ok($"{number}");
                [Get("/bool/{flag}")] public Result<string> OneBool(bool flag) => Result.Ok($"{flag}");

                [Get("/query")]
                public Result<string> Query(
                    [Query(Name = "from")] int? offset,
                    [Query] bool? flag,
                    [Query] string? text,
                    [Query] Guid? author,
                    [Query(Minimum = 1, Maximum = 100)] int limit = 20,
                    [Query] bool archived = false
                ) => Result.Ok($"{limit} {offset} {archived} {flag} {text} {author}");

                [Get("/default")]
                public Result<string> Default(
                    [Header("If-None-Match")] string tag = "*",
                    [Query] Guid author = default,
                    [Query] string sortOrder = "newest"
                ) => Result.Ok($"{tag} {author} {sortOrder}");

                [Get("/stars")]
                public Result<int> Rate([Header("Stars")] Stars? stars) => Result.Ok(stars?.Count ?? 0);

                [Post("/all/{number}")]
                public Response All(int number, [Query] int? limit, [Header("stars")] Stars? stars, Fields fields) =>
                    Response.NoContent;

                [Get("/caller", Scope = "notes/read")]
                public Result<string> Authorized(Caller caller) => Result.Ok(caller.Subject);

                [Get("/public")]
                public Result<string> Public(Caller? caller) => Result.Ok(caller?.Subject ?? "");

                [Get("/count/{count}")]
                public Result<int> Count(int count) => count == 0 ? Response.NotFound() : Result.Ok(count);

                [Post("/lists")]
                public Result<string> List([Body(MaximumItems = 2, MaximumBytes = 100)] IReadOnlyList<Fields> all) =>
                    Result.Ok(string.Join(", ", all.Select(it => it.Text.Value)));

                [Put("/arrays/{number}")]
                public Result<string> Array(int number, [Body] Mark[] marks) =>
                    Result.Ok(string.Join(", ", marks.Select(it => it.Stars)));

                [Post("/fields")]
                public Result<string> Read(Fields it) =>
                    Result.Ok($"{it.Text.Value} {it.Price.Value} {it.Count.Value} {it.Flag.Value}");
            }
        }

        namespace Notes.Rules
        {
            internal sealed class FieldsRules : AbstractValidator<Fields>
            {
                public FieldsRules()
                {
                    RuleFor(it => it.Text).Optional();
                    RuleFor(it => it.Price).Optional();
                    RuleFor(it => it.Count).Optional();
                    RuleFor(it => it.Flag).Optional();
                }
            }
        }

        namespace Archive
        {
            internal sealed class NoteEndpoints
            {
                internal sealed class Old
                {
                    [Get("/archive/{note_id}")] public Response Get(string noteId) => Response.NotFound(noteId);
                }

                [Get("/archive")] public Result<Notes.Note[]> List() => Result.Ok(Array.Empty<Notes.Note>());
                [Post("/archive")] public Result<List<Notes.Note>> Add() => Result.Ok(new List<Notes.Note>());
            }
        }

        // Names of identifiers in the router.
        namespace Names
        {
            internal sealed class Request
            {
                [Get("/a/{request}/{path}")]
                public Response Get(Guid request, Guid path, [Query] int? binder, [Query] int? error) => Response.NoContent;
            }

            internal sealed class Binder
            {
                [Post("/b/{segment0}")]
                public Response @switch(int segment0, Notes.Fields denied, [Query] int? request, [Query] int? @class) =>
                    Response.NoContent;
            }

            internal sealed class Segment0 { [Get("/c/{allowed}")] public Response Get(int allowed) => Response.NoContent; }
            internal sealed class Path { [Get("/d")] public Response Route([Query] int? cancellationToken) => Response.NoContent; }
            internal sealed class @class { [Get("/e")] public Response Get() => Response.NoContent; }
        }
        """;

    public static GeneratedRouter Generated { get; } =
        Snippet.Generate(Snippet.WithEndpoints(Endpoints), other: Rest);

    public static RunningRouter Router { get; } = Generated.Start();

    /// <summary>Has both scopes.</summary>
    public static Caller Caller { get; } = new("x", ["notes/read", "notes/write"], "access");
}
