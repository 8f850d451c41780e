namespace Items.EndToEnd.Tests;

/// <summary>The npm package of the TypeScript client, in a program that installs it.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class TypeScriptClientTests(SharedApiFixture shared)
{
    private const string Program = """
        import { ApiException, ItemsClient, type Item } from "items-api-client";

        declare const process: { argv: string[] };
        const [url, token] = process.argv.slice(2) as [string, string];
        const items = new ItemsClient(url, async () => token);
        const say = (...words: unknown[]) => console.log(words.join(" "));

        say("health", (await items.getHealth()).result.status);
        const mug = { name: "Blue mug 😀", price: 12.5, category: "typescript" };
        const key = crypto.randomUUID();
        const created = await items.createItem(mug, key);
        say("created", created.result.name, created.result.price, created.etag, created.location!.endsWith(created.result.item_id));
        const replayed = await items.createItem(mug, key);
        say("replayed", replayed.headers["idempotent-replayed"], replayed.result.item_id === created.result.item_id);

        const id = created.result.item_id;
        const updated = await items.updateItem(id, { price: 9.99 }, created.etag);
        say("updated", updated.result.price, updated.etag);
        await rejected(() => items.updateItem(id, { price: 1 }, created.etag));
        await rejected(() => items.getItem(id, updated.etag));
        await rejected(() => items.createItem({ name: "", price: 0, category: "typescript" }));

        for (let i = 0; i < 4; i++) {
          await items.createItem({ ...mug, name: `Mug ${i}` });
        }

        const all: Item[] = [];
        for await (const item of items.listAllItems({ category: "typescript", pageSize: 2 })) {
          all.push(item);
        }

        say("listed", all.map((item) => item.name).join(", "));
        await items.deleteItem(id, updated.etag);
        await rejected(() => items.getItem(id));

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
        using var folder = new TemporaryFolder();
        folder.Write("package.json", """{"type": "module"}""");
        folder.Write("program.ts", Program);
        await TestProcess.RunAsync(
            "npm",
            "install",
            "--offline",
            "--no-audit",
            "--no-fund",
            "--prefix",
            folder.FullPath,
            Repository.PathTo("artifacts/clients/items-api-client-1.0.0.tgz")
        );
        await TestProcess.RunAsync(
            "node",
            Repository.PathTo("node_modules/typescript/bin/tsc"),
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--lib",
            "es2022,dom",
            folder.PathTo("program.ts")
        );

        string output = await TestProcess.RunAsync(
            "node",
            folder.PathTo("program.js"),
            shared.Api.Url.ToString().TrimEnd('/'),
            await HostedApi.GetTokenAsync(shared.Api.Url)
        );

        output
            .Trim()
            .Split('\n')
            .Should()
            .Equal(
                "health healthy",
                "created Blue mug 😀 12.5 \"1\" true",
                "replayed true true",
                "updated 9.99 \"2\"",
                "rejected 412 Precondition Failed",
                "rejected 304 ",
                "rejected 422 body.name: String should have at least 1 character; body.price: Input should be greater than 0",
                "listed Mug 3, Mug 2, Mug 1, Mug 0, Blue mug 😀",
                "rejected 404 Item ID not found"
            );
    }
}
