namespace Items.EndToEnd.Tests;

/// <summary>The faults of <see cref="WriteFaultTests"/>.</summary>
internal static class WriteFaults
{
    /// <summary>For all kinds of writes.</summary>
    public static IReadOnlyList<Fault> Any { get; } =
    [
        Error("ProvisionedThroughputExceededException"),
        Error("ThrottlingException"),
        Error("RequestLimitExceeded"),
        Fault.InternalServerError,
        Fault.InternalServerErrorAfterWrite,
        Fault.BadGateway,
        Fault.ResetBeforeWrite,
        Fault.LostResponse,
        Fault.ClosedAfterWrite,
        Fault.TruncatedBody,
        Fault.ResponseByteByByte,
        Fault.LateResponse,
        Fault.LateRequest,
        Fault.NoResponse,
    ];

    /// <summary>Applied once only: a slow response needs no retry, and a garbled error response is a final error.</summary>
    public static IReadOnlyList<Fault> OnlyOnce { get; } = [Fault.SlowResponse, Fault.GarbledBody];

    /// <summary>For writes that are not transactions.</summary>
    public static IReadOnlyList<Fault> Single { get; } = [Error("TransactionConflictException")];

    /// <summary>For transactions, with transient reasons.</summary>
    public static IReadOnlyList<Fault> Transaction { get; } =
    [
        Conflict,
        Fault.Cancellation("conflict on the item", None, Reason("TransactionConflict")),
        Fault.Cancellation("ThrottlingError", Reason("ThrottlingError"), None),
        Fault.Cancellation("ProvisionedThroughputExceeded", None, Reason("ProvisionedThroughputExceeded")),
        Error("TransactionInProgressException"),
    ];

    /// <summary>For transactions, with reasons that no retry changes.</summary>
    public static IReadOnlyList<Fault> FinalTransaction { get; } =
    [
        Fault.Cancellation("ValidationError", None, Reason("ValidationError")),
        Fault.Cancellation("condition without item", Reason("ConditionalCheckFailed"), None),
        Fault.Cancellation("condition of the item", None, Reason("ConditionalCheckFailed")),
        Error("IdempotentParameterMismatchException"),
    ];

    public static Fault Conflict =>
        Fault.Cancellation("conflict on the record", Reason("TransactionConflict"), None);

    private static string None => """{"Code":"None"}""";

    private static string Reason(string code) => $$"""{"Code":"{{code}}","Message":"{{code}}"}""";

    private static Fault Error(string type) => Fault.Error(type, "Try again.");
}
