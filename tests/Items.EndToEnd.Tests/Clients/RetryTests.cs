using Items.Client;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>
/// Which requests the two clients repeat: the table of docs/clients.md, with a server that injects a fault into the first
/// response. Each client runs the same cases.
/// </summary>
public sealed class RetryTests : IAsyncLifetime
{
    private static readonly string[] TransientFaults = ["lost", "cut", "409", "500", "502", "503", "504"];
    private static readonly string[] FinalFaults = ["400", "401", "403", "404", "412", "413", "415", "422"];
    private static readonly string[] RepeatableCalls =
    [
        "get",
        "create",
        "import",
        "delete",
        "updateVersion",
        "patchVersion",
    ];
    private static readonly string[] OtherCalls = ["update", "patch"];

    private FaultyApi _api = null!;

    private static string[] Faults => [.. TransientFaults, "429", .. FinalFaults];

    private static string[] Calls => [.. RepeatableCalls, .. OtherCalls];

    public async Task InitializeAsync() => _api = await FaultyApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_CSharp_client_repeats_what_the_table_allows()
    {
        var outcomes = await Task.WhenAll(
            Faults.SelectMany(fault => Calls.Select(call => RunAsync(fault, call)))
        );

        outcomes.Should().Equal(ExpectedOutcomes());
        ShouldHaveSentTheRequestsOfTheTable("cs");
    }

    [Fact]
    public async Task The_TypeScript_client_repeats_what_the_table_allows()
    {
        string printed = await TypeScriptProgram.RunAsync(
            Program,
            _api.Address,
            string.Join(',', Faults),
            string.Join(',', Calls)
        );

        printed.Trim().Split('\n').Should().Equal(ExpectedOutcomes());
        ShouldHaveSentTheRequestsOfTheTable("ts");
    }

    private static bool IsRepeated(string fault, string call) =>
        fault == "429" || (TransientFaults.Contains(fault) && RepeatableCalls.Contains(call));

    private static IEnumerable<string> ExpectedOutcomes() =>
        Faults.SelectMany(fault =>
            Calls.Select(call =>
                $"{fault} {call}: "
                + (
                    IsRepeated(fault, call) ? "ok 2"
                    : fault is "lost" or "cut" ? "lost"
                    : $"{MessageOf(fault)} 1"
                )
            )
        );

    private static string MessageOf(string fault) =>
        $"The API responded with {fault}: "
        + fault switch
        {
            "401" => "Unauthorized",
            "422" => "body.name: Field required",
            _ => "Not now",
        };

    private void ShouldHaveSentTheRequestsOfTheTable(string client)
    {
        var cases = Faults.SelectMany(fault => Calls.Select(call => (fault, call))).ToArray();
        var keys = new List<string>();
        foreach (var (fault, call) in cases)
        {
            var requests = _api.RequestsOf($"{client}/{fault}/{call}");
            requests.Should().HaveCount(IsRepeated(fault, call) ? 2 : 1, "{0} {1}", fault, call);
            // Each attempt calls the function that returns the token.
            requests
                .Select(request => request.Token)
                .Should()
                .Equal(requests.Select((_, i) => $"Bearer token {i + 1}"));
            bool isCreate = call is "create" or "import";
            var sent = requests.Select(request => request.Key).Distinct().ToList();
            sent.Should().ContainSingle("{0} {1}", fault, call);
            (sent[0] is not null).Should().Be(isCreate);
            keys.AddRange(isCreate ? [sent[0]!] : []);
        }

        keys.Should().HaveCount(2 * Faults.Length).And.OnlyHaveUniqueItems();
    }

    private async Task<string> RunAsync(string fault, string call)
    {
        // Every second base URL ends with a slash.
        string slash = call.Length % 2 == 0 ? "/" : "";
        using var http = new HttpClient { BaseAddress = new Uri($"{_api.Address}/cs/{fault}/{call}{slash}") };
        int tokens = 0;
        var items = new ItemsClient(http, _ => ValueTask.FromResult($"token {++tokens}"));
        try
        {
            return $"{fault} {call}: ok {await CallAsync(items, call)}";
        }
        catch (ApiException error)
        {
            return $"{fault} {call}: {error.Message} {error.Attempts}";
        }
        catch (HttpRequestException)
        {
            return $"{fault} {call}: lost";
        }
    }

    /// <returns>The number of attempts.</returns>
    private static async Task<int> CallAsync(ItemsClient items, string call)
    {
        var mug = new ItemCreate
        {
            Name = "Mug",
            Price = 1,
            Category = "kitchen",
        };
        return call switch
        {
            "get" => (await items.GetItemAsync("abc")).Attempts,
            "create" => (await items.CreateItemAsync(mug)).Attempts,
            "import" => (await items.CreateImportAsync([mug])).Attempts,
            "update" => (await items.UpdateItemAsync("abc", new ItemUpdate { Price = 1 })).Attempts,
            "updateVersion" => (
                await items.UpdateItemAsync("abc", new ItemUpdate { Price = 1 }, "\"1\"")
            ).Attempts,
            "patch" => (await items.PatchItemAsync("abc", new ItemPatch { Price = 1 })).Attempts,
            "patchVersion" => (
                await items.PatchItemAsync("abc", new ItemPatch { Price = 1 }, "\"1\"")
            ).Attempts,
            _ => (await items.DeleteItemAsync("abc")).Attempts,
        };
    }

    private const string Program = """
        import { ApiException, type ApiResponse, ItemsClient } from "items-api-client";

        declare const process: { argv: string[] };
        const [address, faults, names] = process.argv.slice(2) as [string, string, string];
        const mug = { name: "Mug", price: 1, category: "kitchen" };
        const calls: Record<string, (items: ItemsClient) => Promise<ApiResponse<unknown>>> = {
          get: (items) => items.getItem("abc"),
          create: (items) => items.createItem(mug),
          import: (items) => items.createImport([mug]),
          update: (items) => items.updateItem("abc", { price: 1 }),
          updateVersion: (items) => items.updateItem("abc", { price: 1 }, { ifMatch: '"1"' }),
          patch: (items) => items.patchItem("abc", { price: 1 }),
          patchVersion: (items) => items.patchItem("abc", { price: 1 }, { ifMatch: '"1"' }),
          delete: (items) => items.deleteItem("abc"),
        };

        async function run(fault: string, call: string): Promise<string> {
          const slash = call.length % 2 === 0 ? "/" : "";
          let tokens = 0;
          const items = new ItemsClient(`${address}/ts/${fault}/${call}${slash}`, () => `token ${++tokens}`);
          try {
            return `ok ${(await calls[call]!(items)).attempts}`;
          } catch (error) {
            return error instanceof ApiException ? `${error.message} ${error.attempts}`
              : error instanceof TypeError ? "lost"
              : String(error);
          }
        }

        const cases = faults.split(",").flatMap((fault) => names.split(",").map((call) => [fault, call] as const));
        const outcomes = await Promise.all(cases.map(([fault, call]) => run(fault, call)));
        cases.forEach(([fault, call], i) => console.log(`${fault} ${call}: ${outcomes[i]}`));
        """;
}
