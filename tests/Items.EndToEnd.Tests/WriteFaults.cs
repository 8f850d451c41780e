using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The faults that <see cref="WriteFaultTests"/> drives writes through.</summary>
internal static class WriteFaults
{
    /// <summary>Whatever the write.</summary>
    public static IReadOnlyList<Fault> Any { get; } =
    [
        Refused("ProvisionedThroughputExceededException"),
        Refused("ThrottlingException"),
        Refused("RequestLimitExceeded"),
        Fault.InternalServerError,
        Fault.InternalServerErrorAfter,
        Fault.BadGateway,
        Fault.ResetBefore,
        Fault.LostAnswer,
        Fault.ClosedAfter,
        Fault.TruncatedBody,
        Fault.SlowBytes,
        Fault.LateAnswer,
        Fault.LateRequest,
        Fault.Silence,
    ];

    /// <summary>That need no second attempt, or fail only once: a garbled refusal is no refusal that passes.</summary>
    public static IReadOnlyList<Fault> OnlyOnce { get; } = [Fault.Hesitation, Fault.GarbledBody];

    /// <summary>Of writes that are not transactions: they meet one.</summary>
    public static IReadOnlyList<Fault> Single { get; } = [Refused("TransactionConflictException")];

    /// <summary>Of transactions, for reasons that pass.</summary>
    public static IReadOnlyList<Fault> Transaction { get; } =
    [
        Conflict,
        Fault.Cancellation("conflict on the item", None, Reason("TransactionConflict")),
        Fault.Cancellation("ThrottlingError", Reason("ThrottlingError"), None),
        Fault.Cancellation("ProvisionedThroughputExceeded", None, Reason("ProvisionedThroughputExceeded")),
        Refused("TransactionInProgressException"),
    ];

    /// <summary>Of transactions, and no retry helps.</summary>
    public static IReadOnlyList<Fault> FinalTransaction { get; } =
    [
        Fault.Cancellation("ValidationError", None, Reason("ValidationError")),
        Fault.Cancellation("condition without item", Reason("ConditionalCheckFailed"), None),
        Fault.Cancellation("condition of the item", None, Reason("ConditionalCheckFailed")),
        Refused("IdempotentParameterMismatchException"),
    ];

    public static Fault Conflict =>
        Fault.Cancellation("conflict on the record", Reason("TransactionConflict"), None);

    private static string None => """{"Code":"None"}""";

    private static string Reason(string code) => $$"""{"Code":"{{code}}","Message":"{{code}}"}""";

    private static Fault Refused(string type) => Fault.Refusal(type, "Not now.");
}
