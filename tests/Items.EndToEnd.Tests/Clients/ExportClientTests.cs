using System.Net;
using Items.Client;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>How <see cref="ExportClient"/> continues an export, with responses of a script.</summary>
public sealed class ExportClientTests
{
    private const string CompleteEnd = """{"export":"complete","count":1}""";

    [Fact]
    public async Task An_export_that_breaks_anywhere_returns_each_item_once()
    {
        using var script = new ScriptedExport(
            new(HttpStatusCode.ServiceUnavailable, ""),
            new(HttpStatusCode.OK, Lines(Item("e"), Item("d"), Cursor("after d"), Item("c")), Breaks: true),
            new(HttpStatusCode.OK, Lines(Item("c"), Item("b"), Incomplete("after b"))),
            // Ends in a line, as when a proxy closes the connection.
            new(HttpStatusCode.OK, Item("a")[..20]),
            new(HttpStatusCode.OK, Lines(Item("a"), CompleteEnd))
        );

        var items = await NewClient(script).ExportAsync("kitchen & bath").ToListAsync();

        items.Select(item => item.ItemId).Should().Equal("e", "d", "c", "b", "a");
        const string Category = "?category=kitchen%20%26%20bath";
        script
            .Queries.Should()
            .Equal(
                Category,
                Category,
                $"{Category}&cursor=after%20d",
                $"{Category}&cursor=after%20b",
                $"{Category}&cursor=after%20b"
            );
    }

    [Fact]
    public async Task An_incomplete_export_without_a_cursor_is_an_error()
    {
        using var script = new ScriptedExport(
            new ScriptedExport.Step(
                HttpStatusCode.OK,
                Lines(Item("a"), """{"export":"incomplete","count":1,"detail":"The table did not respond"}""")
            )
        );

        var act = async () => await NewClient(script).ExportAsync().ToListAsync();

        (await act.Should().ThrowAsync<IOException>()).WithMessage("*The table did not respond");
    }

    [Fact]
    public async Task A_rejected_request_is_not_repeated()
    {
        using var script = new ScriptedExport(
            new ScriptedExport.Step(HttpStatusCode.Forbidden, """{"Message":"Forbidden"}""")
        );

        var act = async () => await NewClient(script).ExportAsync().ToListAsync();

        (await act.Should().ThrowAsync<ApiException>()).Which.StatusCode.Should().Be(403);
    }

    private static ExportClient NewClient(ScriptedExport script) =>
        new(new HttpClient(script) { BaseAddress = new Uri("https://export.example.com/") });

    private static string Item(string id) =>
        $$"""{"item_id":"{{id}}","name":"Mug","description":null,"price":1,"category":"kitchen","created_at":"2025-11-20T09:29:10.685123Z","updated_at":"2025-11-20T09:29:10.685123Z"}""";

    private static string Cursor(string cursor) => $$"""{"cursor":"{{cursor}}"}""";

    private static string Incomplete(string cursor) =>
        $$"""{"export":"incomplete","count":2,"cursor":"{{cursor}}","detail":"The time is over"}""";

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));
}
