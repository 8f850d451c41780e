using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests;

/// <summary>
/// Every kind of write with every fault of the connection to the table. Each test compares the content of the tables
/// with the response.
/// </summary>
public sealed class WriteFaultTests(WriteFaultFixture fixture) : IClassFixture<WriteFaultFixture>
{
    private static readonly IReadOnlyList<(WriteKind Kind, Fault Fault)> Passing =
    [
        .. from kind in WriteKind.All
        from fault in WriteFaults.Any.Concat(
            kind.IsTransaction ? WriteFaults.Transaction : WriteFaults.Single
        )
        select (kind, fault),
    ];

    private static readonly IReadOnlyList<(WriteKind Kind, Fault Fault)> PassingOnce =
    [
        .. Passing
            .Concat(from kind in WriteKind.All from fault in WriteFaults.OnlyOnce select (kind, fault))
            .Select(one => (one.Item1, one.Item2.Once)),
    ];

    private static readonly IReadOnlyList<(WriteKind Kind, Fault Fault)> Final =
    [
        .. from kind in WriteKind.All
        where kind.IsTransaction
        from fault in WriteFaults.FinalTransaction
        select (kind, fault),
    ];

    [Theory]
    [MemberData(nameof(PassingOnceNames))]
    public async Task A_single_fault_is_hidden_by_a_retry(string kind, string fault)
    {
        var outcome = await RunAsync(PassingOnce, kind, fault);

        outcome.FaultCount.Should().Be(1, "a request must have met the fault");
        var response = outcome.Response;
        if (kind.StartsWith("DELETE", StringComparison.Ordinal))
        {
            response.ShouldBeEmpty(204);
            outcome.Items.Should().BeEmpty();
            return;
        }

        bool isCreate = kind.StartsWith("POST", StringComparison.Ordinal);
        response.Status.Should().Be(isCreate ? 201 : 200, "the response is {0}", response.Body);
        response.ETag.Should().Be(isCreate ? "\"1\"" : "\"2\"");
        response.Header("idempotent-replayed").Should().BeNull("the client made one request");
        var item = outcome.Items.Should().ContainSingle().Subject;
        ShouldBeStored(item, response);
        outcome.Records.Should().HaveCount(kind.Contains("Key", StringComparison.Ordinal) ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(PassingNames))]
    public async Task A_lasting_fault_is_a_503_or_409_before_the_gateway_times_out(string kind, string fault)
    {
        var outcome = await RunAsync(Passing, kind, fault);

        // A transaction whose deadline comes during an attempt has an unknown outcome, which is a 503.
        bool isConflict = fault.Contains("cancelled: conflict", StringComparison.Ordinal);
        bool is409 = isConflict && outcome.Response.Status == 409;
        outcome.Response.Status.Should().Be(is409 ? 409 : 503, "the response is {0}", outcome.Response.Body);
        outcome
            .Response.Json["detail"]
            .Should()
            .NotBeNull("the function responded before the gateway's timeout, whose response has a message");
        outcome.Response.RetryAfter.Should().BePositive();
        outcome.FaultCount.Should().BeInRange(2, isConflict ? int.MaxValue : 5);
        if (is409)
        {
            outcome.Items.Should().BeEmpty();
            outcome.Records.Should().BeEmpty();
        }

        ShouldBeAtomic(kind, outcome);
    }

    [Theory]
    [MemberData(nameof(FinalNames))]
    public async Task A_final_error_of_a_transaction_is_a_500_and_writes_nothing(string kind, string fault)
    {
        var outcome = await RunAsync(Final, kind, fault);

        outcome.Response.ShouldBe(500, """{"detail": "Internal Server Error"}""");
        outcome.FaultCount.Should().Be(1, "a retry cannot succeed");
        outcome.Items.Should().BeEmpty();
        outcome.Records.Should().BeEmpty();
    }

    public static TheoryData<string, string> PassingNames() => Names(Passing);

    public static TheoryData<string, string> PassingOnceNames() => Names(PassingOnce);

    public static TheoryData<string, string> FinalNames() => Names(Final);

    private Task<WriteOutcome> RunAsync(
        IReadOnlyList<(WriteKind Kind, Fault Fault)> cases,
        string kind,
        string fault
    ) =>
        fixture.OutcomeAsync(
            cases,
            cases.Single(one => one.Kind.ToString() == kind && one.Fault.ToString() == fault)
        );

    private static TheoryData<string, string> Names(IEnumerable<(WriteKind Kind, Fault Fault)> cases)
    {
        var names = new TheoryData<string, string>();
        foreach (var (kind, fault) in cases)
        {
            names.Add(kind.ToString(), fault.ToString());
        }

        return names;
    }

    private static void ShouldBeStored(Dictionary<string, AttributeValue> item, ApiResponse response)
    {
        foreach (string field in (string[])["item_id", "name", "description", "category", "updated_at"])
        {
            string? stored = item.TryGetValue(field, out var value) ? value.S : null;
            stored.Should().Be(response.Text(field));
        }

        item["price"].N.Should().Be(response.Raw("price"));
        $"\"{item["version"].N}\"".Should().Be(response.ETag);
    }

    private static void ShouldBeAtomic(string kind, WriteOutcome outcome)
    {
        outcome.Items.Should().HaveCountLessThanOrEqualTo(1, "retries create no second item");
        if (kind.Contains("Key", StringComparison.Ordinal))
        {
            outcome
                .Records.Should()
                .HaveCount(outcome.Items.Count, "an item and its record are written together");
        }

        bool isPatch = kind.StartsWith("PATCH", StringComparison.Ordinal);
        if (isPatch || kind.StartsWith("PUT", StringComparison.Ordinal))
        {
            var item = outcome.Items.Should().ContainSingle().Subject;
            string description = item.TryGetValue("description", out var value) ? value.S : "none";
            string state = $"{item["version"].N} {item["price"].N} {description}";
            state.Should().BeOneOf("1 12.5 Stoneware", isPatch ? "2 7 none" : "2 7 changed");
        }
    }
}
