using System.Net.Sockets;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Transport;

namespace NativeLambda.Tests.DynamoDb;

public sealed class DynamoDbFailuresTests
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException", 400, "NotApplied")]
    [InlineData("ThrottlingException", 400, "NotApplied")]
    [InlineData("RequestLimitExceeded", 400, "NotApplied")]
    [InlineData("TransactionConflictException", 400, "NotApplied")]
    [InlineData("InternalServerError", 500, "OutcomeUnknown")]
    [InlineData(null, 503, "OutcomeUnknown")]
    [InlineData("ValidationException", 400, "Permanent")]
    [InlineData("AccessDeniedException", 400, "Permanent")]
    [InlineData("ResourceNotFoundException", 400, "Permanent")]
    [InlineData("IdempotentParameterMismatchException", 400, "Permanent")]
    [InlineData("ConditionalCheckFailedException", 400, "Permanent")]
    public void An_error_is_classified_by_its_code_and_status(string? code, int status, string expected) =>
        Classify(new AwsServiceException(code, "…", status)).Should().Be(expected);

    [Theory]
    [InlineData("TransactionConflict", "NotApplied", true)]
    [InlineData("ThrottlingError", "NotApplied", false)]
    [InlineData("ProvisionedThroughputExceeded", "NotApplied", false)]
    [InlineData("ConditionalCheckFailed", "Permanent", false)]
    [InlineData("ValidationError", "Permanent", false)]
    [InlineData("None", "Permanent", false)]
    public void A_cancelled_transaction_is_classified_by_its_reasons(
        string reason,
        string expected,
        bool isConflict
    )
    {
        var failure = Cancelled("None", reason);

        Classify(failure).Should().Be(expected);
        DynamoDbFailures.IsTransactionConflict(failure).Should().Be(isConflict);
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException", true)]
    [InlineData("ThrottlingException", true)]
    [InlineData("RequestLimitExceeded", true)]
    [InlineData("TransactionConflictException", false)]
    [InlineData("InternalServerError", false)]
    [InlineData(null, false)]
    public void Only_a_lack_of_capacity_is_a_throttle(string? code, bool isThrottled) =>
        DynamoDbFailures.IsThrottled(new AwsServiceException(code, "…", 400)).Should().Be(isThrottled);

    [Theory]
    [InlineData("ThrottlingError", true)]
    [InlineData("ProvisionedThroughputExceeded", true)]
    [InlineData("TransactionConflict", false)]
    public void A_cancelled_transaction_is_a_throttle_by_its_reasons(string reason, bool isThrottled) =>
        DynamoDbFailures.IsThrottled(Cancelled(reason)).Should().Be(isThrottled);

    [Fact]
    public void A_transaction_in_progress_has_an_unknown_outcome_and_is_no_conflict()
    {
        var failure = new AwsServiceException("TransactionInProgressException", "…", 400);

        Classify(failure).Should().Be("OutcomeUnknown");
        DynamoDbFailures.IsTransactionConflict(failure).Should().BeFalse();
    }

    [Fact]
    public void A_failed_connect_means_that_the_call_was_not_applied() =>
        Classify(new ConnectException("…", new SocketException())).Should().Be("NotApplied");

    [Fact]
    public void A_failure_after_the_connect_has_an_unknown_outcome()
    {
        foreach (
            var failure in (Exception[])
                [new IOException("…", new SocketException()), new OperationCanceledException()]
        )
        {
            Classify(failure).Should().Be("OutcomeUnknown");
        }
    }

    [Fact]
    public void A_programming_error_is_permanent() =>
        Classify(new InvalidOperationException()).Should().Be("Permanent");

    private static CancelledTransactionException Cancelled(params string[] reasons) =>
        new("…", 400, [.. reasons.Select(reason => new CancelledWrite(reason))]);

    private static string Classify(Exception failure) => DynamoDbFailures.Classify(failure).ToString();
}
