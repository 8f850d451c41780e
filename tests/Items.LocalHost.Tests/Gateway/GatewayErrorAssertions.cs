namespace Items.LocalHost.Tests.Gateway;

internal static class GatewayErrorAssertions
{
    public static async Task ShouldBeErrorAsync(this HttpResponseMessage response, int status, string message)
    {
        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be($$"""{"message":"{{message}}"}""");
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.Contains("apigw-requestid").Should().BeTrue();
    }
}
