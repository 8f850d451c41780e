using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Tokens of an issuer that is not ours, so that both sides cannot share one mistake.</summary>
public sealed class IndependentIssuerTests
{
    [Fact]
    public async Task The_authorizer_verifies_tokens_of_cognito_local_by_its_published_key()
    {
        await using var cognito = await CognitoLocal.StartAsync();
        await using var stack = await LocalStack.StartAsync(
            new StackOptions { Issuer = cognito.Issuer, Audience = cognito.Client }
        );
        string[] parts = cognito.UserAccessToken.Split('.');
        string tampered = $"{parts[0]}.{parts[1]}.{Flip(parts[2][0])}{parts[2][1..]}";

        // Its signature is good; but such tokens have the user pool's own scope only.
        await ShouldAnswerAsync(stack, cognito.UserAccessToken, 403, """{"message":"Forbidden"}""");
        await ShouldAnswerAsync(stack, tampered, 401, """{"message":"Unauthorized"}""");
        await ShouldAnswerAsync(stack, cognito.UserIdToken, 403, """{"message":"Forbidden"}""");
    }

    [Fact]
    public async Task Its_tokens_for_another_client_are_not_taken()
    {
        await using var cognito = await CognitoLocal.StartAsync();
        await using var stack = await LocalStack.StartAsync(
            new StackOptions { Issuer = cognito.Issuer, Audience = "another-client" }
        );

        await ShouldAnswerAsync(stack, cognito.UserAccessToken, 401, """{"message":"Unauthorized"}""");
        await ShouldAnswerAsync(stack, cognito.UserIdToken, 401, """{"message":"Unauthorized"}""");
    }

    private static async Task ShouldAnswerAsync(LocalStack stack, string token, int status, string body)
    {
        foreach (string method in (string[])["GET", "POST"])
        {
            var answer = await stack.AnonymousClient.CallAsync(
                method,
                Api.Items,
                method == "POST" ? Api.Mug : null,
                headers: [("authorization", $"Bearer {token}")]
            );
            (answer.Status, answer.Body).Should().Be((status, body));
        }
    }

    private static char Flip(char character) => character == 'A' ? 'B' : 'A';
}
