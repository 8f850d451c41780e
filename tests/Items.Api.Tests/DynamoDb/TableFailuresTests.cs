using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.Api.DynamoDb;
using Items.Api.Transport;

namespace Items.Api.Tests.DynamoDb;

public sealed class TableFailuresTests
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("RequestLimitExceeded", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("TransactionConflictException", HttpStatusCode.BadRequest, "NotApplied")]
    [InlineData("InternalServerError", HttpStatusCode.InternalServerError, "Unknown")]
    [InlineData(null, HttpStatusCode.ServiceUnavailable, "Unknown")]
    [InlineData("ValidationException", HttpStatusCode.BadRequest, "Final")]
    [InlineData("AccessDeniedException", HttpStatusCode.BadRequest, "Final")]
    [InlineData("ResourceNotFoundException", HttpStatusCode.BadRequest, "Final")]
    [InlineData("IdempotentParameterMismatchException", HttpStatusCode.BadRequest, "Final")]
    [InlineData("ConditionalCheckFailedException", HttpStatusCode.BadRequest, "Final")]
    public void An_error_of_the_table_tells_what_became_of_the_call(
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
    [InlineData("ConditionalCheckFailed", "Final", false)]
    [InlineData("ValidationError", "Final", false)]
    [InlineData("None", "Final", false)]
    public void A_cancelled_transaction_tells_by_its_reasons(string reason, string expected, bool isConflict)
    {
        var failure = new TransactionCanceledException("…")
        {
            CancellationReasons = [new() { Code = "None" }, new() { Code = reason }],
        };

        Classify(failure).Should().Be(expected);
        TableFailures.IsTransactionConflict(failure).Should().Be(isConflict);
    }

    [Fact]
    public void A_transaction_in_progress_is_our_own_and_may_succeed()
    {
        var failure = new TransactionInProgressException("…");

        Classify(failure).Should().Be("Unknown");
        TableFailures.IsTransactionConflict(failure).Should().BeFalse();
    }

    [Fact]
    public void A_connection_that_was_never_made_has_done_nothing() =>
        Classify(new ConnectException("…", new SocketException())).Should().Be("NotApplied");

    [Fact]
    public void A_connection_that_broke_may_have_done_everything()
    {
        foreach (
            var failure in (Exception[])
                [
                    new IOException("…", new SocketException()),
                    new OperationCanceledException(),
                    new TimeoutException(),
                    new AmazonUnmarshallingException(
                        "id",
                        "here",
                        new InvalidDataException(),
                        HttpStatusCode.OK
                    ),
                ]
        )
        {
            Classify(failure).Should().Be("Unknown");
        }
    }

    [Fact]
    public void A_defect_is_final() => Classify(new InvalidOperationException()).Should().Be("Final");

    private static string Classify(Exception failure) => TableFailures.Classify(failure).ToString();
}
