using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using NativeLambda.DynamoDb;
using NativeLambda.Transport;

namespace NativeLambda.Tests.DynamoDb;

public sealed class DynamoDbFailuresTests
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("RequestLimitExceeded", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("TransactionConflictException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("InternalServerError", HttpStatusCode.InternalServerError, "OutcomeUnknown")]
    [InlineData(null, HttpStatusCode.ServiceUnavailable, "OutcomeUnknown")]
    [InlineData("ValidationException", HttpStatusCode.BadRequest, "Permanent")]
    [InlineData("AccessDeniedException", HttpStatusCode.BadRequest, "Permanent")]
    [InlineData("ResourceNotFoundException", HttpStatusCode.BadRequest, "Permanent")]
    [InlineData("IdempotentParameterMismatchException", HttpStatusCode.BadRequest, "Permanent")]
    [InlineData("ConditionalCheckFailedException", HttpStatusCode.BadRequest, "Permanent")]
    public void An_error_is_classified_by_its_code_and_status(
        string? code,
        HttpStatusCode status,
        string expected
    ) =>
        Classify(new AmazonDynamoDBException("…", ErrorType.Unknown, code, "id", status))
            .Should()
            .Be(expected);

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
        var failure = new TransactionCanceledException("…")
        {
            CancellationReasons = [new() { Code = "None" }, new() { Code = reason }],
        };

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
        DynamoDbFailures
            .IsThrottled(
                new AmazonDynamoDBException("…", ErrorType.Unknown, code, "id", HttpStatusCode.BadRequest)
            )
            .Should()
            .Be(isThrottled);

    [Theory]
    [InlineData("ThrottlingError", true)]
    [InlineData("ProvisionedThroughputExceeded", true)]
    [InlineData("TransactionConflict", false)]
    public void A_cancelled_transaction_is_a_throttle_by_its_reasons(string reason, bool isThrottled) =>
        DynamoDbFailures
            .IsThrottled(
                new TransactionCanceledException("…") { CancellationReasons = [new() { Code = reason }] }
            )
            .Should()
            .Be(isThrottled);

    [Fact]
    public void A_transaction_in_progress_has_an_unknown_outcome_and_is_no_conflict()
    {
        var failure = new TransactionInProgressException("…");

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
                [
                    new IOException("…", new SocketException()),
                    new OperationCanceledException(),
                    new AmazonUnmarshallingException(
                        "id",
                        "path",
                        new InvalidDataException(),
                        HttpStatusCode.OK
                    ),
                ]
        )
        {
            Classify(failure).Should().Be("OutcomeUnknown");
        }
    }

    [Fact]
    public void A_programming_error_is_permanent() =>
        Classify(new InvalidOperationException()).Should().Be("Permanent");

    private static string Classify(Exception failure) => DynamoDbFailures.Classify(failure).ToString();
}
