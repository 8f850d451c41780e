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
}
