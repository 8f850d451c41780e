namespace Items.EndToEnd.Tests;

/// <summary>Credentials are read once, so only a new process has others.</summary>
public sealed class ExpiredCredentialsTests(FaultyTableFixture fixture) : IClassFixture<FaultyTableFixture>
{
    [Theory]
    [InlineData("ExpiredTokenException", "The security token included in the request is expired")]
    [InlineData("UnrecognizedClientException", "The security token included in the request is invalid.")]
    public async Task Credentials_that_the_table_does_not_accept_are_a_503_and_a_new_process(
        string error,
        string message
    )
    {
        var (id, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        fixture.Proxy.Fault = Fault.Error(error, message);

        var rejected = await fixture.Client.GetItemAsync(id);
        await Wait.UntilAsync("the process has ended", () => !LinuxProcess.IsRunning(sandbox));

        rejected.ShouldBe(503, """{"detail": "Service Unavailable"}""");
        rejected.RetryAfter.Should().BePositive();
        fixture.Proxy.Fault = Fault.None;
        (await fixture.Client.GetItemAsync(id)).Status.Should().Be(200);
        fixture.Api.Sandboxes.Should().ContainSingle().Which.Should().NotBe(sandbox);
    }

    [Fact]
    public async Task Credentials_that_expire_after_a_lost_response_are_a_503_with_an_unknown_outcome()
    {
        const string Name = "created without a response";
        var (_, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        fixture.Proxy.Break(Name, Fault.LostResponse.Once);
        fixture.Proxy.Fault = Fault.Error("ExpiredTokenException", "The security token is expired");

        var response = await fixture.Client.CallAsync(
            "POST",
            ItemsApi.Items,
            $$"""{"name": "{{Name}}", "price": 1, "category": "kitchen"}"""
        );
        await Wait.UntilAsync("the process has ended", () => !LinuxProcess.IsRunning(sandbox));

        response.ShouldBe(503, """{"detail": "The outcome of this request is not known"}""");
        (await fixture.Tables.FindByNameAsync(Name)).Should().ContainSingle();
    }
}
