namespace Items.EndToEnd.Tests;

/// <summary>Responses while the table server fails.</summary>
public sealed class TableFailureTests(FaultyTableFixture fixture) : IClassFixture<FaultyTableFixture>
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("ThrottlingException")]
    public async Task A_throttled_table_is_a_503_until_it_recovers(string error)
    {
        await ShouldAllBeAsync(
            Fault.Error(error, "The level of configured throughput was exceeded."),
            ShouldBeUnavailable
        );
    }

    [Fact]
    public async Task A_table_without_responses_is_a_503_before_the_function_times_out()
    {
        var details = new List<string?>();

        await ShouldAllBeAsync(
            Fault.NoResponse,
            response =>
            {
                details.Add(response.Text("detail"));
                response.Status.Should().Be(503);
                response.RetryAfter.Should().BePositive();
            }
        );

        details
            .Should()
            .Equal(
                ["The outcome of this request is not known", "Service Unavailable"],
                "the gateway's response to a timeout has no detail"
            );
    }

    [Theory]
    [InlineData("ResourceNotFoundException", "Requested resource not found: Table: secret-table not found")]
    [InlineData("ValidationException", "One or more parameter values were invalid: secret-table")]
    [InlineData("InvalidSignatureException", "Signature not yet current: secret-table")]
    [InlineData("AccessDeniedException", "User: arn:aws:sts::1:role/secret-table is not authorized")]
    public async Task Any_other_table_error_is_a_500_without_details(string error, string message)
    {
        await ShouldAllBeAsync(
            Fault.Error(error, message),
            response => response.ShouldBe(500, """{"detail": "Internal Server Error"}""")
        );
    }

    /// <summary>Calls the operations that need the table with the fault, and expects the same sandbox to recover.</summary>
    private async Task ShouldAllBeAsync(Fault fault, Action<ApiResponse> expectation)
    {
        var (id, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        fixture.Proxy.Fault = fault;

        expectation(await fixture.Client.CallAsync("POST", ItemsApi.Items, ItemsApi.Mug));
        expectation(await fixture.Client.ListAsync());
        if (fault != Fault.NoResponse)
        {
            // Without responses of the table each of these would take seconds and run the same code.
            expectation(await fixture.Client.GetItemAsync(id));
            expectation(await fixture.Client.UpdateAsync(id, """{"price": 7}"""));
            expectation(await fixture.Client.DeleteItemAsync(id));
        }

        fixture.Proxy.Fault = Fault.None;
        (await fixture.Client.GetItemAsync(id)).Status.Should().Be(200);
        fixture.Api.Sandboxes.Should().Equal(sandbox);
    }

    private static void ShouldBeUnavailable(ApiResponse response)
    {
        response.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        response.RetryAfter.Should().BePositive();
    }
}
