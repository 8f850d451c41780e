using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests;

/// <summary>
/// An API with many sandboxes, so that all cases run at the same time, each with a fault for its own item only. A case
/// that fails until the deadline takes ten seconds.
/// </summary>
public sealed class WriteFaultFixture() : FaultyTableFixture(Sandboxes), IDisposable
{
    private const int Sandboxes = 40;

    // Cases that fail until the deadline mostly wait. Of the others, which use the processor, fewer run at a time.
    private readonly SemaphoreSlim _turns = new(ExternalServer.Address is null ? Sandboxes : Sandboxes / 4);
    private readonly SemaphoreSlim _shortTurns = new(8);
    private readonly ConcurrentDictionary<(WriteKind, Fault), Lazy<Task<WriteOutcome>>> _outcomes = [];

    /// <summary>Starts all cases at the first call.</summary>
    /// <returns>The outcome of one of them.</returns>
    internal Task<WriteOutcome> OutcomeAsync(
        IEnumerable<(WriteKind Kind, Fault Fault)> cases,
        (WriteKind, Fault) selected
    )
    {
        foreach (var (kind, fault) in cases)
        {
            _ = _outcomes
                .GetOrAdd((kind, fault), new Lazy<Task<WriteOutcome>>(() => RunAsync(kind, fault)))
                .Value;
        }

        return _outcomes[selected].Value;
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
            // By these texts the proxy finds the requests of this case: creates contain the name, updates and deletes the id.
            string name = $"item {Guid.NewGuid()}";
            string id = kind.IsCreate ? "" : (await Client.CreateAsync(ItemsApi.MugNamed(name))).ItemId;
            string text = kind.IsCreate ? name : id;

            Proxy.Break(text, fault, kind.Operation);
            var response = await Client.CallAsync(
                kind.Method,
                kind.IsCreate ? ItemsApi.Items : ItemsApi.Item(id),
                kind.Method switch
                {
                    "POST" => ItemsApi.MugNamed(name),
                    "PUT" => """{"price": 7, "description": "changed"}""",
                    "PATCH" => """{"price": 7, "description": null}""",
                    _ => null,
                },
                headers: kind.Header is { } header
                    ? [(header, kind.IsCreate ? name.Replace(' ', '-') : "\"1\"")]
                    : null
            );
            await Proxy.RestoreAsync(text);

            return new WriteOutcome(
                response,
                Proxy.FaultCount(text),
                await Tables.FindByNameAsync(name),
                await Tables.FindRecordsAsync(name)
            );
        }
        finally
        {
            turns.Release();
        }
    }
}

/// <summary>A kind of write.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Header">Name of the header for idempotency or a condition; null for none.</param>
internal sealed record WriteKind(string Method, string? Header = null)
{
    public static IReadOnlyList<WriteKind> All { get; } =
    [
        new("POST"),
        new("POST", "Idempotency-Key"),
        new("PUT"),
        new("PUT", "If-Match"),
        new("PATCH"),
        new("PATCH", "If-Match"),
        new("DELETE"),
        new("DELETE", "If-Match"),
    ];

    public bool IsCreate => Method == "POST";

    public bool IsTransaction => IsCreate;

    /// <summary>The write itself, without the read before it.</summary>
    public string Operation =>
        Method switch
        {
            "POST" => "TransactWriteItems",
            "PUT" or "PATCH" => "UpdateItem",
            _ => "DeleteItem",
        };

    public override string ToString() => Header is null ? Method : $"{Method} with {Header}";
}

/// <summary>The response, and the content of the tables after it.</summary>
internal sealed record WriteOutcome(
    ApiResponse Response,
    int FaultCount,
    IReadOnlyList<Dictionary<string, AttributeValue>> Items,
    IReadOnlyList<Dictionary<string, AttributeValue>> Records
);
