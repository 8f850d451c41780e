using System.Net;
using System.Text.Json;
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
    public async Task An_export_that_fails_before_the_first_item_starts_again()
    {
        using var script = new ScriptedExport(
            new(
                HttpStatusCode.OK,
                Lines("""{"export":"incomplete","count":0,"detail":"Service Unavailable"}""")
            ),
            new(HttpStatusCode.OK, Lines(Item("a"), CompleteEnd))
        );

        var items = await NewClient(script).ExportAsync().ToListAsync();

        items.Select(item => item.ItemId).Should().Equal("a");
        script.Queries.Should().Equal("", "");
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

    [Fact]
    public async Task An_item_that_the_client_cannot_represent_is_an_error_and_not_left_out()
    {
        using var script = new ScriptedExport(
            new ScriptedExport.Step(
                HttpStatusCode.OK,
                Lines(Item("b"), Item("a").Replace("\"price\":1", "\"price\":9E+125"), CompleteEnd)
            )
        );
        var exported = new List<Item>();

        var act = async () =>
        {
            await foreach (var item in NewClient(script).ExportAsync())
            {
                exported.Add(item);
            }
        };

        var error = (await act.Should().ThrowAsync<ApiException>()).Which;
        error.Message.Should().StartWith("A line of the export is not an item of the contract: ");
        error.Response.Should().Contain("9E+125");
        exported.Select(item => item.ItemId).Should().Equal("b");
    }

    [Fact]
    public async Task An_export_continues_after_a_response_that_sends_no_more_data()
    {
        var clock = new ManualClock();
        using var script = new ScriptedExport(
            new(HttpStatusCode.OK, Lines(Item("b"), Cursor("after b")), Stalls: true),
            new(HttpStatusCode.OK, Lines(Item("a"), CompleteEnd))
        );

        var export = NewClient(script, clock).ExportAsync().ToListAsync().AsTask();
        await Wait.UntilAsync("the response has no more data", () => script.IsStalled);
        export.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromSeconds(30));

        (await export.WaitAsync(TimeSpan.FromSeconds(30)))
            .Select(item => item.ItemId)
            .Should()
            .Equal("b", "a");
        script.Queries.Should().Equal("", "?cursor=after%20b");
    }

    [Fact]
    public async Task The_last_attempt_may_complete_the_export_without_an_item()
    {
        var clock = new ManualClock();
        var unavailable = new ScriptedExport.Step(HttpStatusCode.ServiceUnavailable, "", Breaks: true);
        using var script = new ScriptedExport([
            .. Enumerable.Repeat(unavailable, Attempts.MaximumInBulk - 1),
            new(HttpStatusCode.OK, Lines("""{"export":"complete","count":0}""")),
        ]);

        var export = NewClient(script, clock).ExportAsync().ToListAsync().AsTask();
        await Wait.UntilAsync(
            "the export ends",
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(4));
                return export.IsCompleted;
            }
        );

        (await export).Should().BeEmpty();
        script.Queries.Should().HaveCount(Attempts.MaximumInBulk);
    }

    /// <summary>The timers of the TypeScript client run a thousand times faster.</summary>
    [Fact]
    public async Task The_TypeScript_client_continues_an_export_as_the_CSharp_client_does()
    {
        string first = Js(Lines(Item("b"), Cursor("after b")));
        string second = Js(Lines(Item("a"), CompleteEnd));
        string end = Js(Lines("{\"export\":\"complete\",\"count\":0}"));
        string program = $$"""
            const { setTimeout } = globalThis;
            globalThis.setTimeout = (call, time) => setTimeout(call, time / 1000);
            const { exportItems } = await import("./artifacts/clients/dist/export.js");
            const stalled = new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode({{first}})) });
            const unavailable = () => new Response(
              new ReadableStream({ start: (body) => body.error(new Error("broken")) }),
              { status: 503 },
            );
            const steps = [...Array.from({ length: 7 }, unavailable), new Response(stalled), new Response({{second}})];
            const urls = [];
            const send = async (url) => {
              urls.push(url);
              return steps.shift();
            };
            const ids = [];
            for await (const item of exportItems("https://export.example.com/", { fetch: send, category: "imported tea" })) {
              ids.push(item.item_id);
            }

            console.log(ids.join(), urls.length, urls.at(-1));
            steps.push(...Array.from({ length: 7 }, unavailable), new Response({{end}}));
            console.log((await exportItems("https://export.example.com", { fetch: send }).next()).done, steps.length);
            """;

        string printed = await TestProcess.RunAsync("node", "--input-type=module", "--eval", program);

        printed
            .Should()
            .Be(
                "b,a 9 https://export.example.com/api/v1/export?category=imported%20tea&cursor=after%20b\ntrue 0"
            );
    }

    private static string Js(string text) => JsonSerializer.Serialize(text);

    private static ExportClient NewClient(ScriptedExport script, TimeProvider? clock = null) =>
        new(new HttpClient(script) { BaseAddress = new Uri("https://export.example.com/") })
        {
            Clock = clock ?? TimeProvider.System,
        };

    private static string Item(string id) =>
        $$"""{"item_id":"{{id}}","name":"Mug","description":null,"price":1,"category":"kitchen","created_at":"2025-11-20T09:29:10.685123Z","updated_at":"2025-11-20T09:29:10.685123Z"}""";

    private static string Cursor(string cursor) => $$"""{"cursor":"{{cursor}}"}""";

    private static string Incomplete(string cursor) =>
        $$"""{"export":"incomplete","count":2,"cursor":"{{cursor}}","detail":"The time is over"}""";

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));
}
