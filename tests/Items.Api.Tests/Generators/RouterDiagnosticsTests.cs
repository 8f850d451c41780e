using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Items.Api.Tests.Generators;

/// <summary>Wrong declarations. <c>[|…|]</c> marks the place that the diagnostic must point at.</summary>
public sealed class RouterDiagnosticsTests
{
    [Theory]
    [InlineData("/notes/{id}", "id")]
    [InlineData("/notes/{id}/", "id")]
    [InlineData("/notes/{note_id}", "noteId")]
    public void Two_endpoints_with_the_same_route_are_ITEMS001(string template, string parameter) =>
        Refuses(
            $$"""
            [Get("/notes/{id}")] public Reply First(string id) => Reply.NoContent;
            [Get([|"{{template}}"|])] public Reply Second(string {{parameter}}) => Reply.NoContent;
            """,
            "ITEMS001",
            "'NoteEndpoints.First' already serves GET /notes/{id}. Change the method or the template*"
        );

    [Fact]
    public void A_path_parameter_that_the_method_lacks_is_ITEMS002() =>
        Refuses(
            """[Get([|"/notes/{note_id}"|])] public Reply Get() => Reply.NoContent;""",
            "ITEMS002",
            "The template names {note_id}, which 'NoteEndpoints.Get' does not take. Add the parameter 'string noteId'*"
        );

    [Fact]
    public void A_parameter_marked_as_query_leaves_its_namesake_in_the_template_unbound() =>
        Refuses(
            """[Get([|"/notes/{id}"|])] public Reply Get([Query] string? id) => Reply.NoContent;""",
            "ITEMS002",
            "The template names {id}*"
        );

    [Theory]
    [InlineData("int [|limit|]", "*of type 'int' cannot be bound: mark it [Query] or [Header]*")]
    [InlineData("string? [|text|]", "*mark it [Query] or [Header]*")]
    [InlineData("DateTime [|at|]", "*of type 'DateTime'*mark it [Query] or [Header]*")]
    [InlineData("int [|id|]", "*what comes from the path is a 'string'.")]
    [InlineData("ref string [|text|]", "*pass it by value.")]
    [InlineData("[Query] string [|text|]", "*'string' and 'int' that have a default value.")]
    [InlineData("[Query] string [|text|] = null!", "*'string' and 'int' that have a default value.")]
    [InlineData("[Query] int [|number|]", "*'string' and 'int' that have a default value.")]
    [InlineData("[Query] long? [|number|]", "*[Query] fills 'string?' and 'int?'*")]
    [InlineData("""[Header("if-match")] string [|text|]""", "*'string' that has a default value, *")]
    [InlineData("""[Header("if-match")] int? [|number|]""", "*[Header] fills 'string?'*")]
    [InlineData("""[Header("if-match")] Stars [|stars|]""", "*nullable types that are an IHeaderValue.")]
    [InlineData("""[Header("if-match")] Note? [|note|]""", "*nullable types that are an IHeaderValue.")]
    [InlineData("""[Query] Stars? [|stars|]""", "*[Query] fills 'string?' and 'int?'*")]
    [InlineData("""[Header(" ")] string? [|text|]""", "*[Header] needs the header's name.")]
    [InlineData("""[Query, Header("if-match")] string? [|text|]""", "*either [Query] or [Header].")]
    public void A_parameter_that_cannot_be_bound_is_ITEMS003(string parameter, string message)
    {
        string route = parameter.Contains("|id|", StringComparison.Ordinal) ? "/notes/{id}" : "/notes";
        Refuses(
            $"""[Post("{route}")] public Reply Get({parameter}) => Reply.NoContent;""",
            "ITEMS003",
            message
        );
    }

    [Theory]
    [InlineData("""[Post("/")] public Reply Post(Unregistered [|body|]) => Reply.NoContent;""")]
    [InlineData("""[Get("/")] public [|Reply<Unregistered>|] Get() => Reply.NotFound();""")]
    [InlineData(
        """[Get("/")] public [|Task<Reply<Unregistered>>|] Get() => throw new NotSupportedException();"""
    )]
    public void A_type_that_the_JSON_context_lacks_is_ITEMS004(string members) =>
        Refuses(
            members,
            "ITEMS004",
            "'Notes.Unregistered' crosses the wire without JSON metadata. Add [JsonSerializable(typeof(Notes.Unregistered))]*"
        );

    [Theory]
    [InlineData("string")]
    [InlineData("void")]
    [InlineData("Task")]
    [InlineData("Task<Note>")]
    [InlineData("IEnumerable<Reply>")]
    [InlineData("Reply?")]
    [InlineData("Task<Reply?>")]
    [InlineData("Reply<Note?>")]
    public void A_result_that_is_no_reply_is_ITEMS005(string type) =>
        Refuses(
            $"""[Get("/")] public [|{type}|] Get() => throw new NotSupportedException();""",
            "ITEMS005",
            $"'NoteEndpoints.Get' returns '{type}'. Return Reply or Reply<T>*"
        );

    [Theory]
    [InlineData("", "it must start with '/'")]
    [InlineData("notes", "it must start with '/'")]
    [InlineData("//", "a segment is empty")]
    [InlineData("/notes//new", "a segment is empty")]
    [InlineData("/notes/{id", "the braces of '{id' do not match")]
    [InlineData("/notes/id}", "the braces of 'id}' do not match")]
    [InlineData("/notes/}id{", "a parameter must be a whole segment, unlike in '}id{'")]
    [InlineData("/notes/{id}.json", "a parameter must be a whole segment, unlike in '{id}.json'")]
    [InlineData("/notes/{a}{b}", "a parameter must be a whole segment, unlike in '{a}{b}'")]
    [InlineData("/notes/{}", "'{}' does not name a parameter")]
    [InlineData("/notes/{note-id}", "'{note-id}' does not name a parameter")]
    [InlineData("/notes/{id}/{id}", "'{id}' stands there twice")]
    [InlineData("/notes?all", "no path contains U+003F")]
    [InlineData("/no tes", "no path contains U+0020")]
    public void A_malformed_template_is_ITEMS006(string template, string problem) =>
        Refuses(
            $"""[Get([|"{template}"|])] public Reply Get(string id) => Reply.NoContent;""",
            "ITEMS006",
            $"'{template}' is not a path template: {problem}. Write literal segments and whole-segment parameters, such as /items/{{item_id}}."
        );

    [Theory]
    [InlineData(
        """[Get("/")] public Reply Get(Draft [|draft|]) => Reply.NoContent;""",
        "*but a GET has none.*"
    )]
    [InlineData(
        """[Post("/")] public Reply Post(Draft draft, Note [|note|]) => Reply.NoContent;""",
        "Parameter 'note' would be read from the JSON body, but another parameter already is.*"
    )]
    public void A_second_body_or_a_body_on_GET_is_ITEMS007(string members, string message) =>
        Refuses(members, "ITEMS007", message);

    [Theory]
    [InlineData("""[Get("/")] private Reply [|Get|]() => Reply.NoContent;""", "*internal or public.")]
    [InlineData("""[Get("/")] public Reply [|Get|]<T>() => Reply.NoContent;""", "*type parameters.")]
    [InlineData(
        """private sealed class Inner { [Get("/")] public Reply [|Get|]() => Reply.NoContent; }""",
        "The router cannot call 'NoteEndpoints.Inner.Get': make it, and every class around it, internal or public."
    )]
    [InlineData(
        """internal sealed class Inner<T> { [Get("/")] public Reply [|Get|]() => Reply.NoContent; }""",
        "*type parameters."
    )]
    [InlineData(
        """internal interface Inner { [Get("/")] Reply [|Get|](); }""",
        "The router cannot call 'NoteEndpoints.Inner.Get': move it into a class."
    )]
    [InlineData(
        """public Reply Outer() { return Inner(); [Get("/")] Reply [|Inner|]() => Reply.NoContent; }""",
        "*ordinary method*"
    )]
    public void A_method_that_the_router_cannot_call_is_ITEMS008(string members, string message) =>
        Refuses(members, "ITEMS008", message);

    [Theory]
    [InlineData("internal sealed class Rules : AbstractValidator<Note>;")]
    [InlineData("internal abstract class Rules : AbstractValidator<Tag>;")]
    [InlineData(
        "internal sealed class Rules(int limit) : AbstractValidator<Tag> { public int Limit => limit; }"
    )]
    [InlineData("internal sealed class Rules;")]
    public void A_validator_that_does_not_fit_its_body_is_ITEMS009(string rules) =>
        Refuses(
            $$"""
            {{rules}}
            [[|ValidatedBy(typeof(Rules))|]] internal sealed record Tag(string Name);
            [Post("/")] public Reply Post(Tag tag) => Reply.NoContent;
            [Put("/")] public Reply Put(Tag tag) => Reply.NoContent;
            """,
            "ITEMS009",
            "'Rules' cannot validate 'Tag'. It must implement IValidator<Tag>*"
        );

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        var router = Snippet.Generate(
            Snippet.WithEndpoints(
                """[Get("/")] public Reply<Missing> Get(Missing body) => Reply.NotFound();"""
            )
        );

        router.Diagnostics.Should().BeEmpty();
        router.CompilerMessages.Should().OnlyContain(message => message.Id == "CS0246");
    }

    [Fact]
    public void Endpoints_beside_a_wrong_one_are_still_served()
    {
        var router = Snippet.Generate(
            Snippet.WithEndpoints(
                """
                [Get("/wrong/{id}")] public Reply Wrong() => Reply.NoContent;
                [Get("/right")] public Reply Right() => Reply.NoContent;
                """
            )
        );

        router.Diagnostics.Should().ContainSingle();
        router.Start().Routes.Should().ContainSingle().Which.Path.Should().Be("/right");
    }

    private static void Refuses(string markedMembers, string id, string message)
    {
        string marked = Snippet.WithEndpoints(markedMembers);
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        int end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        string source = marked
            .Replace("[|", "", StringComparison.Ordinal)
            .Replace("|]", "", StringComparison.Ordinal);

        var router = Snippet.Generate(source);

        var diagnostic = router.Diagnostics.Should().ContainSingle().Subject;
        diagnostic.Id.Should().Be(id);
        diagnostic.Severity.Should().Be(DiagnosticSeverity.Error);
        diagnostic.GetMessage().Should().Match(message);
        source[diagnostic.Location.SourceSpan.Start..diagnostic.Location.SourceSpan.End]
            .Should()
            .Be(source[start..end]);
        diagnostic.Location.SourceSpan.Should().Be(TextSpan.FromBounds(start, end));
        router
            .CompilerMessages.Should()
            .BeEmpty("generated code compiles whatever is wrong with a declaration");
    }
}
