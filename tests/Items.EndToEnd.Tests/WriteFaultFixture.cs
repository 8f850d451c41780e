using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>
/// A stack with many sandboxes, which lets all cases run at the same time: each breaks the wire for its own item
/// alone. One that fails until the deadline takes ten seconds, and all together hardly more.
/// </summary>
public sealed class WriteFaultFixture() : FaultyTableFixture(Sandboxes), IDisposable
{
    private const int Sandboxes = 40;

    // Cases that fail to the end mostly wait; so many others at once would be too much for machine and table server.
    private readonly SemaphoreSlim _turns = new(ExternalServer.Address is null ? Sandboxes : Sandboxes / 4);
    private readonly SemaphoreSlim _shortTurns = new(8);
    private readonly ConcurrentDictionary<(WriteKind, Fault), Lazy<Task<WriteOutcome>>> _outcomes = [];

    /// <summary>Runs every case at the first call, and tells how this one ended.</summary>
    internal Task<WriteOutcome> OutcomeAsync(
        IEnumerable<(WriteKind Kind, Fault Fault)> cases,
        (WriteKind, Fault) one
    )
    {
        var all = cases
            .Select(key =>
                _outcomes.GetOrAdd(key, new Lazy<Task<WriteOutcome>>(() => RunAsync(key.Kind, key.Fault)))
            )
            .Select(outcome => outcome.Value)
            .ToList();
        return all.Count > 0 ? _outcomes[one].Value : throw new ArgumentException("No cases.", nameof(cases));
    }

    public void Dispose()
    {
        _turns.Dispose();
        _shortTurns.Dispose();
    }

    private async Task<WriteOutcome> RunAsync(WriteKind kind, Fault fault)
    {
        var turns = fault.IsOnce ? _shortTurns : _turns;
        await turns.WaitAsync();
        try
        {
            // A name is in every body of a create, an id in every body of a change: so the proxy knows the requests.
            string name = $"item {Guid.NewGuid()}";
            string id = kind.IsCreate ? "" : (await Client.CreateAsync(Body(name))).ItemId;
            string mark = kind.IsCreate ? name : id;

            Proxy.Break(mark, fault);
            var watch = Stopwatch.StartNew();
            var answer = await Client.CallAsync(
                kind.Method,
                kind.IsCreate ? Api.Items : Api.Item(id),
                kind.Method switch
                {
                    "POST" => Body(name),
                    "PUT" => """{"price": 7, "description": "changed"}""",
                    _ => null,
                },
                headers: kind.Header is { } header
                    ? [(header, kind.IsCreate ? name.Replace(' ', '-') : "\"1\"")]
                    : null
            );
            watch.Stop();
            await Proxy.MendAsync(mark);

            return new WriteOutcome(
                answer,
                watch.Elapsed,
                Proxy.Struck(mark),
                await Tables.FindByNameAsync(name),
                await Tables.FindRecordsAsync(name)
            );
        }
        finally
        {
            turns.Release();
        }
    }

    private static string Body(string name) => Api.ItemWith("name", $"\"{name}\"");
}

/// <summary>A kind of write.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Header">Name of a header that changes how it is done; null for none.</param>
internal sealed record WriteKind(string Method, string? Header = null)
{
    public static IReadOnlyList<WriteKind> All { get; } =
    [
        new("POST"),
        new("POST", "Idempotency-Key"),
        new("PUT"),
        new("PUT", "If-Match"),
        new("DELETE"),
        new("DELETE", "If-Match"),
    ];

    public bool IsCreate => Method == "POST";

    public bool IsTransaction => Header == "Idempotency-Key";

    public override string ToString() => Header is null ? Method : $"{Method} with {Header}";
}

/// <summary>What the client was told, and what is in the tables.</summary>
internal sealed record WriteOutcome(
    Answer Answer,
    TimeSpan Elapsed,
    int Struck,
    IReadOnlyList<Dictionary<string, AttributeValue>> Items,
    IReadOnlyList<Dictionary<string, AttributeValue>> Records
);
