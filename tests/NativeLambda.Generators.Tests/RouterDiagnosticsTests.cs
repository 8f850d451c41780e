using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NativeLambda.Generators.Tests;

/// <summary>Invalid declarations. <c>[|…|]</c> marks the place where the diagnostic is expected.</summary>
public sealed class RouterDiagnosticsTests
{
    [Theory]
    [InlineData("/notes/{id}", "id")]
    [InlineData("/notes/{id}/", "id")]
    [InlineData("/notes/{note_id}", "noteId")]
    public void Two_endpoints_with_the_same_route_are_NLAMBDA001(string template, string parameter) =>
        Reports(
            $$"""
            [Get("/notes/{id}")] public Response First(string id) => Response.NoContent;
            [Get([|"{{template}}"|])] public Response Second(string {{parameter}}) => Response.NoContent;
            """,
            "NLAMBDA001",
            "'NoteEndpoints.First' already serves GET /notes/{id}. Change the method or the template*"
        );

    [Fact]
    public void A_path_parameter_that_the_method_lacks_is_NLAMBDA002() =>
        Reports(
            """[Get([|"/notes/{note_id}"|])] public Response Get() => Response.NoContent;""",
            "NLAMBDA002",
            "The template contains {note_id}, for which 'NoteEndpoints.Get' has no parameter. Add the parameter 'string noteId'*"
        );

    [Fact]
    public void A_query_parameter_does_not_bind_a_path_parameter_of_the_same_name() =>
        Reports(
            """[Get([|"/notes/{id}"|])] public Response Get([Query] string? id) => Response.NoContent;""",
            "NLAMBDA002",
            "The template contains {id}*"
        );

    [Theory]
    [InlineData("Post", "[Body] Draft [|it|]", "*it is not an IReadOnlyList<T> or T[]*")]
    [InlineData("Post", "[Body] List<Draft> [|it|]", "*it is not an IReadOnlyList<T> or T[]*")]
    [InlineData("Post", "[Body] Draft[,] [|it|]", "*it is not an IReadOnlyList<T> or T[]*")]
    [InlineData("Post", "[Body] IReadOnlyList<Draft?> [|it|]", "*class that is not nullable*")]
    [InlineData("Post", "[Body] string[] [|it|]", "*it is not an IReadOnlyList<T> or T[]*")]
    [InlineData("Post", "[Body] IReadOnlyList<int> [|it|]", "*it is not an IReadOnlyList<T> or T[]*")]
    [InlineData("Post", "[Body(MaximumItems = 0)] Draft[] [|it|]", "*its limits are not positive*")]
    [InlineData("Post", "[Body(MaximumBytes = -1)] Draft[] [|it|]", "*its limits are not positive*")]
    [InlineData("Post", "[Body, Query] Draft[] [|it|]", "*it is also marked [Query] or [Header]*")]
    [InlineData("Post", """[Body, Header("a")] Draft[] [|it|]""", "*it is also marked [Query] or [Header]*")]
    [InlineData("Post", "Note note, [Body] Draft[] [|it|]", "*another parameter already is the body*")]
    [InlineData("Get", "[Body] Draft[] [|it|]", "*a GET has no body*")]
    [InlineData("Patch", "[Body] Draft[] [|it|]", "*the body of a PATCH is an object*")]
    public void A_list_that_cannot_be_the_body_is_NLAMBDA012(
        string method,
        string parameters,
        string message
    ) =>
        Reports(
            $"""[{method}("/notes")] public Response It({parameters}) => Response.NoContent;""",
            "NLAMBDA012",
            message
        );

    [Fact]
    public void The_element_of_a_list_that_is_missing_from_the_JSON_context_is_NLAMBDA004() =>
        Reports(
            """[Post("/notes")] public Response It([Body] IReadOnlyList<Unregistered> [|it|]) => Response.NoContent;""",
            "NLAMBDA004",
            "'Notes.Unregistered' is the type of a JSON body*"
        );

    [Theory]
    [InlineData("int [|limit|]", "*of type 'int' cannot be bound: mark it [Query] or [Header]*")]
    [InlineData("string? [|text|]", "*mark it [Query] or [Header]*")]
    [InlineData("DateTime [|at|]", "*of type 'DateTime'*mark it [Query] or [Header]*")]
    [InlineData("long [|id|]", "*a path parameter is a 'string', 'Guid', 'int' or 'bool'.")]
    [InlineData("ref string [|text|]", "*pass it by value.")]
    [InlineData("[Query] string [|text|]", "*each nullable or with a default value. *")]
    [InlineData("[Query] string [|text|] = null!", "*each nullable or with a default value. *")]
    [InlineData("[Query] int [|number|]", "*each nullable or with a default value. *")]
    [InlineData("[Query] long? [|number|]", "*[Query] reads 'string', 'Guid', 'int' and 'bool'*")]
    [InlineData("[Query] Guid [|author|]", "*each nullable or with a default value. *")]
    [InlineData("[Query] bool [|flag|]", "*each nullable or with a default value. *")]
    [InlineData("[Query(Minimum = 1)] string? [|text|]", "*Minimum and Maximum are for 'int'.")]
    [InlineData("""[Header("if-match")] string [|text|]""", "*'string' with a default value, *")]
    [InlineData("""[Header("if-match")] int? [|number|]""", "*[Header] reads 'string?'*")]
    [InlineData("""[Header("if-match")] Stars [|stars|]""", "*nullable types that implement IHeaderValue.")]
    [InlineData("""[Header("if-match")] Note? [|note|]""", "*nullable types that implement IHeaderValue.")]
    [InlineData("""[Query] Stars? [|stars|]""", "*[Query] reads 'string', 'Guid', 'int' and 'bool'*")]
    [InlineData("""[Header(" ")] string? [|text|]""", "*[Header] needs the header's name.")]
    [InlineData("""[Query, Header("if-match")] string? [|text|]""", "*either [Query] or [Header].")]
    [InlineData("Caller [|caller|]", "*Set Scope, or declare it as 'Caller?'.")]
    public void A_parameter_that_cannot_be_bound_is_NLAMBDA003(string parameter, string message)
    {
        string route = parameter.Contains("|id|", StringComparison.Ordinal) ? "/notes/{id}" : "/notes";
        Reports(
            $"""[Post("{route}")] public Response Get({parameter}) => Response.NoContent;""",
            "NLAMBDA003",
            message
        );
    }

    [Theory]
    [InlineData("""[Post("/")] public Response Post(Unregistered [|body|]) => Response.NoContent;""")]
    [InlineData("""[Get("/")] public [|Result<Unregistered>|] Get() => Response.NotFound();""")]
    public void A_type_that_the_JSON_context_lacks_is_NLAMBDA004(string members) =>
        Reports(
            members,
            "NLAMBDA004",
            "'Notes.Unregistered' is the type of a JSON body, but no JsonSerializerContext declares it. Add [JsonSerializable(typeof(Notes.Unregistered))]*"
        );

    [Theory]
    [InlineData("string")]
    [InlineData("void")]
    [InlineData("IEnumerable<Response>")]
    [InlineData("Response?")]
    [InlineData("Result<Note?>")]
    [InlineData("Result<int?>")]
    public void A_return_type_that_is_not_supported_is_NLAMBDA005(string type) =>
        Reports(
            $"""[Get("/")] public [|{type}|] Get() => throw new NotSupportedException();""",
            "NLAMBDA005",
            $"'NoteEndpoints.Get' returns '{type}'. Return Response or Result<T>*"
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
    [InlineData("/notes/{id}/{id}", "it contains '{id}' twice")]
    [InlineData("/notes?all", "a template cannot contain U+003F")]
    [InlineData("/no tes", "a template cannot contain U+0020")]
    public void A_malformed_template_is_NLAMBDA006(string template, string problem) =>
        Reports(
            $"""[Get([|"{template}"|])] public Response Get(string id) => Response.NoContent;""",
            "NLAMBDA006",
            $"'{template}' is not a path template: {problem}. Write literal segments and whole-segment parameters, such as /notes/{{note_id}}."
        );

    [Theory]
    [InlineData(
        """[Get("/")] public Response Get(Draft [|draft|]) => Response.NoContent;""",
        "*but a GET has none.*"
    )]
    [InlineData(
        """[Post("/")] public Response Post(Draft draft, Note [|note|]) => Response.NoContent;""",
        "Parameter 'note' would be read from the JSON body, but another parameter already is.*"
    )]
    public void A_second_body_or_a_body_on_GET_is_NLAMBDA007(string members, string message) =>
        Reports(members, "NLAMBDA007", message);

    [Theory]
    [InlineData("""[Get("/")] private Response [|Get|]() => Response.NoContent;""", "*internal or public.")]
    [InlineData("""[Get("/")] public Response [|Get|]<T>() => Response.NoContent;""", "*type parameters.")]
    [InlineData(
        """private sealed class Inner { [Get("/")] public Response [|Get|]() => Response.NoContent; }""",
        "The router cannot call 'NoteEndpoints.Inner.Get': make it, and every class around it, internal or public."
    )]
    [InlineData(
        """internal sealed class Inner<T> { [Get("/")] public Response [|Get|]() => Response.NoContent; }""",
        "*type parameters."
    )]
    [InlineData(
        """internal interface Inner { [Get("/")] Response [|Get|](); }""",
        "The router cannot call 'NoteEndpoints.Inner.Get': move it into a class."
    )]
    [InlineData(
        """public Response Outer() { return Inner(); [Get("/")] Response [|Inner|]() => Response.NoContent; }""",
        "*ordinary method*"
    )]
    public void A_method_that_the_router_cannot_call_is_NLAMBDA008(string members, string message) =>
        Reports(members, "NLAMBDA008", message);

    [Theory]
    [InlineData("internal sealed class Rules : AbstractValidator<Note>;")]
    [InlineData("internal abstract class Rules : AbstractValidator<Tag>;")]
    [InlineData(
        "internal sealed class Rules(int limit) : AbstractValidator<Tag> { public int Limit => limit; }"
    )]
    [InlineData("internal sealed class Rules;")]
    public void A_validator_that_does_not_fit_its_body_is_NLAMBDA009(string rules) =>
        Reports(
            $$"""
            {{rules}}
            [[|ValidatedBy(typeof(Rules))|]] internal sealed record Tag(string Name);
            [Post("/")] public Response Post(Tag tag) => Response.NoContent;
            [Put("/")] public Response Put(Tag tag) => Response.NoContent;
            """,
            "NLAMBDA009",
            "'Rules' cannot validate 'Tag'. It must implement IValidator<Tag>*"
        );

    [Theory]
    [InlineData("Task", "")]
    [InlineData("Task<Note>", "")]
    [InlineData("Task<Response>", "")]
    [InlineData("Task<Response?>", "")]
    [InlineData("ValueTask<Response>", "")]
    [InlineData("Task<Result<Unregistered>>", "")]
    [InlineData("Task<Response>", "async")]
    public void An_asynchronous_endpoint_is_NLAMBDA010(string type, string modifier) =>
        Reports(
            $$"""
            [Get("/")] public {{modifier}} [|{{type}}|] Get() { {{(
                modifier.Length > 0 ? "await Task.Yield();" : ""
            )}} throw new NotSupportedException(); }
            """,
            "NLAMBDA010",
            "'NoteEndpoints.Get' is asynchronous, but a sandbox handles one event at a time*Return Response or Result<T>*"
        );

    [Theory]
    [InlineData("long", "Field<long>")]
    [InlineData("int?", "Field<int?>")]
    [InlineData("Guid", "Field<Guid>")]
    [InlineData("Note", "Field<Note>")]
    public void A_field_that_cannot_be_read_from_JSON_is_NLAMBDA011(string type, string field) =>
        Reports(
            $$"""
            internal record Body { public Field<{{type}}> [|Value|] { get; init; } }
            internal sealed record Derived : Body { public Field<int> Count { get; init; } }
            [Post("/")] public Response Post(Derived body) => Response.NoContent;
            [JsonSerializable(typeof(Derived))]
            internal sealed partial class BodyContext : JsonSerializerContext;
            """,
            "NLAMBDA011",
            $"'Body.Value' is a '{field}', which cannot be read from JSON. Use Field<string>, *"
        );

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        var router = Snippet.Generate(
            Snippet.WithEndpoints(
                """[Get("/")] public Result<Missing> Get(Missing body) => Response.NotFound();"""
            )
        );

        router.Diagnostics.Should().BeEmpty();
        router.CompilerMessages.Should().OnlyContain(message => message.Id == "CS0246");
    }

    [Fact]
    public void Endpoints_beside_an_invalid_one_are_served()
    {
        var router = Snippet.Generate(
            Snippet.WithEndpoints(
                """
                [Get("/wrong/{id}")] public Response Wrong() => Response.NoContent;
                [Get("/right")] public Response Right() => Response.NoContent;
                """
            )
        );

        router.Diagnostics.Should().ContainSingle();
        router.Start().Routes.Should().ContainSingle().Which.Path.Should().Be("/right");
    }

    private static void Reports(string markedMembers, string id, string message)
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
            .BeEmpty("the generated code compiles despite the invalid declaration");
    }
}
