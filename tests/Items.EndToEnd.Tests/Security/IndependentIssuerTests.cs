namespace Items.EndToEnd.Tests.Security;

/// <summary>Tokens of an independent issuer: a mistake in our own issuer cannot hide the same one in the authorizer.</summary>
public sealed class IndependentIssuerTests
{
    [Fact]
    public async Task Tokens_of_cognito_local_are_verified_with_its_published_key()
    {
        await using var cognito = await CognitoLocal.StartAsync();
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { Issuer = cognito.Issuer, Audience = cognito.Client }
        );
        string[] parts = cognito.UserAccessToken.Split('.');
        string tampered = $"{parts[0]}.{parts[1]}.{Flip(parts[2][0])}{parts[2][1..]}";

        // The signature is valid, but the token has no scope of the API.
        await ShouldRejectAsync(api, cognito.UserAccessToken, 403, """{"message":"Forbidden"}""");
        await ShouldRejectAsync(api, tampered, 401, """{"message":"Unauthorized"}""");
        await ShouldRejectAsync(api, cognito.UserIdToken, 403, """{"message":"Forbidden"}""");
    }

    [Fact]
    public async Task Tokens_of_cognito_local_for_another_client_are_rejected()
    {
        await using var cognito = await CognitoLocal.StartAsync();
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { Issuer = cognito.Issuer, Audience = "another-client" }
        );

        await ShouldRejectAsync(api, cognito.UserAccessToken, 401, """{"message":"Unauthorized"}""");
        await ShouldRejectAsync(api, cognito.UserIdToken, 401, """{"message":"Unauthorized"}""");
    }

    private static async Task ShouldRejectAsync(HostedApi api, string token, int status, string body)
    {
        foreach (string method in (string[])["GET", "POST"])
        {
            var response = await api.AnonymousClient.CallAsync(
                method,
                ItemsApi.Items,
                method == "POST" ? ItemsApi.Mug : null,
                headers: [ItemsApi.Bearer(token)]
            );
            (response.Status, response.Body).Should().Be((status, body));
        }
    }

    private static char Flip(char character) => character == 'A' ? 'B' : 'A';
}
