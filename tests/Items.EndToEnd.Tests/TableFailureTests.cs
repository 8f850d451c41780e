using System.Diagnostics;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What callers see when the table does not do its part.</summary>
public sealed class TableFailureTests(FaultyTableFixture faulty) : IClassFixture<FaultyTableFixture>
{
    private static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("ThrottlingException")]
    public async Task A_throttled_table_is_a_503_that_passes(string error)
    {
        await AnswersAsync(
            Fault.Refusal(error, "The level of configured throughput was exceeded."),
            ShouldBeUnavailable
        );
    }

    [Fact]
    public async Task A_silent_table_is_a_503_before_the_function_times_out()
    {
        var watch = Stopwatch.StartNew();

        await AnswersAsync(
            Fault.Silence,
            answer =>
            {
                ShouldBeUnavailable(answer);
                watch.Elapsed.Should().BeLessThan(FunctionTimeout);
                watch.Restart();
            }
        );
    }

    [Theory]
    [InlineData("ResourceNotFoundException", "Requested resource not found: Table: secret-table not found")]
    [InlineData("ValidationException", "One or more parameter values were invalid: secret-table")]
    [InlineData("AccessDeniedException", "User: arn:aws:sts::1:role/secret-table is not authorized")]
    public async Task Any_other_table_error_is_a_500_that_says_nothing(string error, string message)
    {
        await AnswersAsync(
            Fault.Refusal(error, message),
            answer => answer.ShouldBe(500, """{"detail": "Internal Server Error"}""")
        );
    }

    /// <summary>Every operation that needs the table meets the fault, and the same sandbox serves on after it.</summary>
    private async Task AnswersAsync(Fault fault, Action<Answer> expectation)
    {
        var (id, sandbox) = await faulty.RestAsync();
        faulty.Proxy.Fault = fault;

        expectation(await faulty.Client.CallAsync("POST", Api.Items, Api.Mug));
        expectation(await faulty.Client.CallAsync("GET", Api.Items));
        if (fault != Fault.Silence)
        {
            // Each of these would take seconds when the table is silent, to show the same again.
            expectation(await faulty.Client.CallAsync("GET", Api.Item(id)));
            expectation(await faulty.Client.CallAsync("PUT", Api.Item(id), """{"price": 7}"""));
            expectation(await faulty.Client.CallAsync("DELETE", Api.Item(id)));
        }

        faulty.Proxy.Fault = Fault.None;
        (await faulty.Client.GetItemAsync(id)).Status.Should().Be(200);
        faulty.Stack.Sandboxes.Should().Equal(sandbox);
    }

    private static void ShouldBeUnavailable(Answer answer)
    {
        answer.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        answer.Headers.RetryAfter?.Delta.Should().BePositive();
    }
}
