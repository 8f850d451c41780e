using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>Answers that the gateway gives in place of the function.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class GatewayTests(StackFixture shared)
{
    [Fact]
    public async Task Headers_above_10_KB_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Api.Items);
        request.Headers.Add("x-large", new string('x', 10_300));

        using var response = await shared.Client.SendAsync(request);

        ((int)response.StatusCode).Should().Be(431);
        (await response.Content.ReadAsStringAsync())
            .Should()
            .Be("""{"message":"Request Header Fields Too Large"}""");
    }

    [Fact]
    public async Task A_body_above_10_MB_is_refused()
    {
        string body = new('x', (10 * 1024 * 1024) + 1);

        var answer = await shared.Client.CallAsync("POST", Api.Items, body);

        answer.ShouldBe(413, """{"message": "Request Entity Too Large"}""");
    }

    [Fact]
    public async Task Every_answer_of_the_function_carries_the_id_of_its_request()
    {
        var first = await shared.Client.CallAsync("GET", "/");
        var second = await shared.Client.CallAsync("GET", "/nothing");

        string[] ids =
        [
            .. first.Headers.GetValues("apigw-requestid"),
            .. second.Headers.GetValues("apigw-requestid"),
        ];
        ids.Should().HaveCount(2).And.OnlyHaveUniqueItems().And.NotContain("");
    }
}
