using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Clients;

namespace Items.EndToEnd.Tests;

/// <summary>The npm package of the TypeScript client, in a program that installs it.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class TypeScriptClientTests(SharedApiFixture shared)
{
    private const string Program = """
        import { AwsClient } from "aws4fetch";
        import { ApiException, exportItems, ItemsClient, type Item, type ItemPatch } from "items-api-client";

        declare const process: { argv: string[] };
        const [url, token, functionUrl, accessKeyId, secretAccessKey] = process.argv.slice(2) as string[] as
          [string, string, string, string, string];
        let tokens = 0;
        // The first token has expired.
        const items = new ItemsClient(url, async () => (++tokens === 1 ? "expired" : token));
        const say = (...words: unknown[]) => console.log(words.join(" "));

        await items.listItems().catch((error) => say("rejected", error.status));
        say("health", (await items.getHealth()).result.status);
        for (const base of [url, `${url}/`]) {
          const { result } = await new ItemsClient(base, () => token).listItems({ limit: 1, category: "no such" });
          say("listed at a base URL", result.length);
        }

        const mug = { name: "Blue mug 😀", description: "Stoneware", price: 12.5, category: "typescript" };
        const key = crypto.randomUUID();
        const created = await items.createItem(mug, { idempotencyKey: key });
        say("created", created.result.name, created.result.price, created.etag, created.location!.endsWith(created.result.item_id));
        const replayed = await items.createItem(mug, { idempotencyKey: key });
        say("replayed", replayed.isReplayed, replayed.result.item_id === created.result.item_id);

        const id = created.result.item_id;
        const updated = await items.updateItem(id, { price: 9.99 }, { ifMatch: created.etag });
        say("updated", updated.result.price, updated.etag);
        await rejected(() => items.updateItem(id, { price: 1 }, { ifMatch: created.etag }));
        await rejected(() => items.getItem(id, { ifNoneMatch: updated.etag }));
        say("unchanged", await items.getItemIfChanged(id, updated.etag!) === undefined);
        say("changed", (await items.getItemIfChanged(id, created.etag!))!.result.price);
        await rejected(() => items.createItem({ name: "", price: 0, category: "typescript" }));

        for (let i = 0; i < 4; i++) {
          await items.createItem({ ...mug, name: `Mug ${i}` });
        }

        const all: Item[] = [];
        for await (const item of items.listAllItems({ category: "typescript", pageSize: 2 })) {
          all.push(item);
        }

        say("listed", all.map((item) => item.name).join(", "));
        const category = `${crypto.randomUUID()} & tea`;
        const imported = Array.from({ length: 30 }, (_, i) => ({ ...mug, name: i === 7 ? "" : `Mug ${i}`, category }));
        for await (const progress of items.importItems(imported)) {
          progress.failures.forEach(({ index, detail }) => say("failed", index, detail));
          if (progress.isCompleted) {
            say("imported", progress.processed, "of", progress.accepted, progress.failed, "failed");
          }
        }

        const aws = new AwsClient({ accessKeyId, secretAccessKey, service: "lambda", region: "us-east-1" });
        const exported: string[] = [];
        for await (const item of exportItems(functionUrl, { fetch: (address) => aws.fetch(address), category })) {
          exported.push(item.name);
        }

        say("exported", exported.length, exported[0], "to", exported.at(-1));
        await exportItems(functionUrl, { fetch }).next().catch((error) => say("unsigned", error.status));
        const price: ItemPatch = { price: 8 };
        const patched = await items.patchItem(id, price, { ifMatch: updated.etag });
        say("patched", patched.result.price, patched.result.description, patched.etag);
        const cleared = await items.patchItem(id, { description: null }, { ifMatch: patched.etag });
        say("cleared", cleared.result.price, cleared.result.description === null, cleared.etag);
        await items.deleteItem(id, { ifMatch: cleared.etag });
        await rejected(() => items.getItem(id));
        for (const text of ["#x", "a\\b", "%2e", "..%2fx", "%", "...", " ", "ü{item_id}$&"]) {
          await rejected(() => items.getItem(text));
        }

        for (const text of ["", ".", "..", "?x", "a?x", "a/", "../x"]) {
          await items.getItem(text).catch((error) => say(error));
        }

        await items.updateItem("..", { price: 1 }).catch((error) => say(error));
        await items.patchItem("..", { price: 1 }).catch((error) => say(error));
        await items.deleteItem(".").catch((error) => say(error));
        // A body that is not JSON, such as the page of a proxy.
        await new ItemsClient("data:text/html,<p>").getHealth().catch((error) => say(error.message, error.response));

        async function rejected(call: () => Promise<unknown>): Promise<void> {
          try {
            await call();
            say("no exception");
          } catch (error) {
            if (!(error instanceof ApiException)) {
              throw error;
            }

            const { detail } = error;
            say("rejected", error.status, typeof detail === "string"
              ? detail.replace(id, "ID")
              : detail?.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
          }
        }
        """;

    [Fact]
    public async Task A_strict_program_compiles_against_the_package_and_uses_every_call()
    {
        string output = await TypeScriptProgram.RunAsync(
            Program,
            shared.Api.Url.ToString().TrimEnd('/'),
            await HostedApi.GetTokenAsync(shared.Api.Url),
            shared.Api.FunctionUrl.ToString(),
            HostedApi.Credentials.AccessKeyId,
            HostedApi.Credentials.SecretAccessKey
        );

        output
            .Trim()
            .Split('\n')
            .Should()
            .Equal(
                "rejected 401",
                "health healthy",
                "listed at a base URL 0",
                "listed at a base URL 0",
                "created Blue mug 😀 12.5 \"1\" true",
                "replayed true true",
                "updated 9.99 \"2\"",
                "rejected 412 Precondition Failed",
                "rejected 304 ",
                "unchanged true",
                "changed 9.99",
                "rejected 422 body.name: String should have at least 1 character; body.price: Input should be greater than 0",
                "listed Mug 3, Mug 2, Mug 1, Mug 0, Blue mug 😀",
                "failed 7 name: String should have at least 1 character",
                "imported 29 of 29 1 failed",
                "exported 29 Mug 29 to Mug 0",
                "unsigned 403",
                "patched 8 Stoneware \"3\"",
                "cleared 8 true \"4\"",
                "rejected 404 Item ID not found",
                "rejected 404 Item #x not found",
                "rejected 404 Item a\\b not found",
                "rejected 404 Item %2e not found",
                "rejected 404 Item ..%2fx not found",
                "rejected 404 Item % not found",
                "rejected 404 Item ... not found",
                "rejected 404 Item   not found",
                "rejected 404 Item ü{item_id}$& not found",
                InvalidId(""),
                InvalidId("."),
                InvalidId(".."),
                InvalidId("?x"),
                InvalidId("a?x"),
                InvalidId("a/"),
                InvalidId("../x"),
                InvalidId(".."),
                InvalidId(".."),
                InvalidId("."),
                "The response does not match the contract. Status 200. <p>/"
            );
    }

    [Fact]
    public async Task A_project_without_the_DOM_library_compiles_against_the_package()
    {
        const string Source = """
            import { exportItems, ItemsClient, type Signal, type StreamedResponse } from "items-api-client";

            export async function names(signal: Signal, send: (url: string) => Promise<StreamedResponse>): Promise<string[]> {
              const items = new ItemsClient("https://api.example.com", async () => "token", { maximumAttempts: 1 });
              const page = await items.listItems({ limit: 1, signal });
              const first = await exportItems("https://export.example.com", { fetch: send, signal }).next();
              return [...page.result.map((item) => item.name), first.value.name];
            }
            """;

        using var project = await TypeScriptProgram.CompileAsync(Source, "es2022");

        File.Exists(project.PathTo("program.js")).Should().BeTrue();
    }

    [Fact]
    public void The_types_of_the_package_contain_no_any()
    {
        var declarations = Directory.GetFiles(Repository.PathTo("artifacts/clients/dist"), "*.d.ts");

        declarations.Should().HaveCountGreaterThan(5);
        declarations
            .SelectMany(File.ReadLines)
            .Where(line => Regex.IsMatch(line, @"[:<(|=] ?any\b", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Should()
            .BeEmpty();
    }

    private static string InvalidId(string id) =>
        $"RangeError: item_id cannot be empty, \".\" or \"..\", or contain \"/\" or \"?\": \"{id}\"";
}
