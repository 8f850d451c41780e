using Amazon.DynamoDBv2.Model;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>
/// Every kind of write meets every fault of the wire. What counts is not the answer alone: a reader of its own
/// compares the tables with what the client was told.
/// </summary>
public sealed class WriteFaultTests(WriteFaultFixture stack) : IClassFixture<WriteFaultFixture>
{
    private static readonly TimeSpan GatewayTimeout = TimeSpan.FromSeconds(12);

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
    public async Task A_fault_that_passes_is_not_seen(string kind, string fault)
    {
        var outcome = await RunAsync(PassingOnce, kind, fault);

        outcome.Struck.Should().Be(1, "the fault must have struck");
        var answer = outcome.Answer;
        if (kind.StartsWith("DELETE", StringComparison.Ordinal))
        {
            answer.ShouldBeEmpty(204);
            outcome.Items.Should().BeEmpty();
            return;
        }

        bool isCreate = kind.StartsWith("POST", StringComparison.Ordinal);
        answer.Status.Should().Be(isCreate ? 201 : 200, "the answer is {0}", answer.Body);
        answer.ETag.Should().Be(isCreate ? "\"1\"" : "\"2\"");
        answer.Header("idempotent-replayed").Should().BeNull("the client made one request");
        var item = outcome.Items.Should().ContainSingle().Subject;
        ShouldBeAcknowledged(item, answer);
        outcome.Records.Should().HaveCount(kind.Contains("Key", StringComparison.Ordinal) ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(PassingNames))]
    public async Task A_fault_that_stays_is_told_before_the_gateway_gives_up(string kind, string fault)
    {
        var outcome = await RunAsync(Passing, kind, fault);

        // A transaction that the deadline interrupts in the middle of an attempt is a 503.
        bool isConflict = fault.Contains("cancelled: conflict", StringComparison.Ordinal);
        bool isToldAsConflict = isConflict && outcome.Answer.Status == 409;
        outcome
            .Answer.Status.Should()
            .Be(isToldAsConflict ? 409 : 503, "the answer is {0}", outcome.Answer.Body);
        outcome.Answer.Json["detail"].Should().NotBeNull("it is the function's own answer");
        outcome.Answer.Headers.RetryAfter?.Delta.Should().BePositive();
        outcome.Elapsed.Should().BeLessThan(GatewayTimeout);
        outcome
            .Struck.Should()
            .BeInRange(2, kind.Contains("Key", StringComparison.Ordinal) ? int.MaxValue : 5);
        if (isToldAsConflict)
        {
            outcome.Items.Should().BeEmpty();
            outcome.Records.Should().BeEmpty();
        }

        ShouldBeWholeOrNotAtAll(kind, outcome);
    }

    [Theory]
    [MemberData(nameof(FinalNames))]
    public async Task A_transaction_that_can_never_succeed_leaves_nothing(string kind, string fault)
    {
        var outcome = await RunAsync(Final, kind, fault);

        outcome.Answer.ShouldBe(500, """{"detail": "Internal Server Error"}""");
        outcome.Struck.Should().Be(1, "there is no use in trying again");
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
        stack.OutcomeAsync(
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

    private static void ShouldBeAcknowledged(Dictionary<string, AttributeValue> item, Answer answer)
    {
        foreach (string field in (string[])["item_id", "name", "description", "category", "updated_at"])
        {
            item[field].S.Should().Be(answer.Text(field));
        }

        item["price"].N.Should().Be(answer.Raw("price"));
        $"\"{item["version"].N}\"".Should().Be(answer.ETag);
    }

    private static void ShouldBeWholeOrNotAtAll(string kind, WriteOutcome outcome)
    {
        outcome.Items.Should().HaveCountLessThanOrEqualTo(1, "whatever was tried again, it is one item");
        if (kind.Contains("Key", StringComparison.Ordinal))
        {
            outcome.Records.Should().HaveCount(outcome.Items.Count, "an item and its record come together");
        }

        if (kind.StartsWith("PUT", StringComparison.Ordinal))
        {
            var item = outcome.Items.Should().ContainSingle().Subject;
            string state = $"{item["version"].N} {item["price"].N} {item["description"].S}";
            state.Should().BeOneOf("1 12.5 Stoneware", "2 7 changed");
        }
    }
}
