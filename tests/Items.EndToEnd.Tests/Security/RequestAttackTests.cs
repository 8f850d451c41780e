using System.Globalization;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Requests that try to be taken for another request, or for one of somebody who may.</summary>
public sealed class RequestAttackTests(AttackFixture stack) : IClassFixture<AttackFixture>
{
    private const string Claims =
        """{"authorizer": {"jwt": {"claims": {"token_use": "access", "scope": "items/read items/write", "sub": "x"}}}}""";

    private string Reader => $"Authorization: Bearer {stack.ReadToken}";

    private string Writer => $"Authorization: Bearer {stack.WriteToken}";

    [Fact]
    public async Task Two_Authorization_headers_are_none()
    {
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [Writer, Writer], Api.Mug);
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [Writer, "Authorization: Bearer x"], Api.Mug);
        await ShouldAnswerAsync(401, $"POST {Api.Items}", ["Authorization: Bearer x", Writer], Api.Mug);
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [Reader, Writer], Api.Mug);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("authorization")]
    [InlineData("token")]
    public async Task A_token_in_the_query_string_is_none(string name) =>
        await ShouldAnswerAsync(401, $"POST {Api.Items}?{name}={stack.WriteToken}", [], Api.Mug);

    [Theory]
    [InlineData("Cookie: authorization=Bearer ")]
    [InlineData("Proxy-Authorization: Bearer ")]
    [InlineData("X-Authorization: Bearer ")]
    [InlineData("X-Forwarded-Authorization: Bearer ")]
    [InlineData("X-Amzn-Oidc-AccessToken: ")]
    public async Task A_token_in_another_header_is_none(string header) =>
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [header + stack.WriteToken], Api.Mug);

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    public async Task A_header_does_not_change_the_method(string name)
    {
        await ShouldAnswerAsync(403, $"POST {Api.Items}", [Reader, $"{name}: GET"], Api.Mug);
        await ShouldAnswerAsync(403, $"DELETE {Item}", [Reader, $"{name}: GET"]);
        await ShouldAnswerAsync(200, $"GET {Item}", [Reader, $"{name}: DELETE"]);
        await ShouldAnswerAsync(200, $"GET {Item}?_method=DELETE", [Reader]);
        await ShouldAnswerAsync(204, $"OPTIONS {Api.Items}", [$"{name}: POST"], Api.Mug);
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [$"{name}: OPTIONS"], Api.Mug);
    }

    [Theory]
    [InlineData("/api/v1/items/..%2f")]
    [InlineData("/api/v1/items/%2e%2e/items/")]
    [InlineData("/api/v1/items/../items/")]
    [InlineData("//api/v1/items/")]
    [InlineData("/api//v1/items/")]
    [InlineData("/api/v1/items//")]
    [InlineData("/api/v1/items/%00")]
    [InlineData("/%00/api/v1/items/")]
    [InlineData("/api/v1/items;x=/docs/")]
    [InlineData("/;/api/v1/items/")]
    [InlineData("/api/v1/items/%c0%af")]
    [InlineData("/api/v1/%c1%a9tems/")]
    [InlineData("/API/V1/ITEMS/")]
    [InlineData("/api%2fv1%2fitems/")]
    [InlineData("/api%252fv1%252fitems/")]
    [InlineData("/api\\v1\\items/")]
    [InlineData("/docs/../api/v1/items/")]
    [InlineData("/docs/..%2fapi/v1/items/")]
    [InlineData("/docs%2f..%2fapi/v1/items/")]
    [InlineData("/openapi.json/api/v1/items/")]
    [InlineData("/%24default/api/v1/items/")]
    [InlineData("/api/v1/items%3f/docs")]
    [InlineData("/api/v1/items/?/docs")]
    [InlineData("/api/v1/items/#/docs")]
    [InlineData("http://localhost/api/v1/items/")]
    [InlineData("http://localhost/docs/../api/v1/items/")]
    public async Task No_spelling_of_a_path_gets_around_the_authorizer(string target)
    {
        foreach (string method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "post", "FOO"])
        {
            await ShouldBeRefusedAsync($"{method} {target}", method == "POST" ? Api.Mug : "");
        }
    }

    [Theory]
    [InlineData("/%3f/api/v1/items/")]
    [InlineData("/docs%3f/api/v1/items/")]
    [InlineData("/%2e/docs")]
    public async Task No_spelling_of_a_public_path_writes(string target)
    {
        foreach (string method in (string[])["POST", "PUT", "DELETE"])
        {
            await ShouldBeRefusedAsync($"{method} {target}", Api.Mug);
        }
    }

    [Fact]
    public async Task A_reader_gets_no_further_by_another_spelling()
    {
        foreach (
            string target in (string[])["//api/v1/items/", "/api/v1/items/%2e%2e/items/", "/api%2fv1%2fitems"]
        )
        {
            var answer = await AttackAsync($"POST {target}", [Reader], Api.Mug);
            answer.Status.Should().BeOneOf(403, 404, 405);
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    public async Task Methods_for_proxies_are_refused(string method)
    {
        var answer = await AttackAsync($"{method} {Api.Items}", [Writer]);
        answer.Status.Should().Be(400);
    }

    [Fact]
    public async Task Claims_in_the_body_are_no_claims()
    {
        string body =
            $$$"""{"version": "2.0", "name": "x", "price": 1, "category": "x", "requestContext": {{{Claims}}}}""";
        string breakout = $"x\", \"isBase64Encoded\": false, \"requestContext\": {Claims}, \"y\": \"";

        foreach (string content in (string[])[body, breakout])
        {
            await ShouldAnswerAsync(401, $"POST {Api.Items}", [], content);
            await ShouldAnswerAsync(403, $"POST {Api.Items}", [Reader], content);
        }
    }

    [Fact]
    public async Task Claims_in_headers_and_query_are_no_claims()
    {
        string quoted = $"x\", \"requestContext\": {Claims}, \"y\": \"";
        string[] headers =
        [
            $"X-Text: {quoted}",
            $"requestContext: {Claims}",
            $"X-Amzn-Request-Context: {Claims}",
            $"X-Amzn-Oidc-Data: {Claims}",
            $"X-Apigateway-Event: {Uri.EscapeDataString(Claims)}",
            "X-Amzn-Oidc-Identity: admin",
            "X-Amzn-Lambda-Context: {}",
        ];
        string query = $"?requestContext={Uri.EscapeDataString(Claims)}&x={Uri.EscapeDataString(quoted)}";

        await ShouldAnswerAsync(401, $"POST {Api.Items}{query}", headers, Api.Mug);
        await ShouldAnswerAsync(403, $"POST {Api.Items}{query}", [Reader, .. headers], Api.Mug);
    }

    [Fact]
    public async Task Headers_of_proxies_are_not_believed()
    {
        string[] headers =
        [
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Host: stranger.example",
            "X-Forwarded-Proto: gopher",
            "X-Forwarded-Prefix: /stranger",
            "X-Forwarded-User: admin",
            "X-Original-URL: /docs",
            "X-Rewrite-URL: /docs",
            "Forwarded: for=127.0.0.1;host=stranger.example",
            "X-Amz-Security-Token: x",
            "X-Amzn-RequestId: x",
            "Lambda-Runtime-Aws-Request-Id: x",
        ];

        await ShouldAnswerAsync(401, $"POST {Api.Items}", headers, Api.Mug);
        await ShouldAnswerAsync(403, $"POST {Api.Items}", [Reader, .. headers], Api.Mug);
        var list = await ShouldAnswerAsync(200, $"GET {Api.Items}", [Reader, .. headers]);
        list.Text.Should().NotContain("stranger");
    }

    [Fact]
    public async Task A_request_hidden_in_another_is_not_carried_out()
    {
        string hidden =
            $"POST {Api.Items} HTTP/1.1\r\nHost: x\r\nContent-Length: {Api.Mug.Length}\r\n\r\n{Api.Mug}";
        string body = $"0\r\n\r\n{hidden}";
        string length = body.Length.ToString(CultureInfo.InvariantCulture);

        var both = await AttackAsync(
            $"POST {Api.Items}",
            [Reader, $"Content-Length: {length}", "Transfer-Encoding: chunked"],
            body
        );
        var twice = await AttackAsync(
            $"POST {Api.Items}",
            [Reader, $"Content-Length: {length}", "Content-Length: 0"],
            body
        );

        both.Status.Should().BeOneOf(400, 403);
        twice.Status.Should().Be(400);
    }

    [Fact]
    public async Task Bombs_are_refused_before_they_cost_anything()
    {
        string big = $"X-Big: {new string('x', 11_000)}";
        var many = Enumerable.Range(0, 4000).Select(i => $"X-{i}: {i}");
        string tooMuch = new('x', (10 * 1024 * 1024) + 1);

        await ShouldAnswerAsync(431, $"POST {Api.Items}", [Writer, big], Api.Mug);
        await ShouldAnswerAsync(431, $"POST {Api.Items}", [Writer, .. many], Api.Mug);
        await ShouldAnswerAsync(431, $"GET {Api.Items}?{new string('x', 11_000)}", [Writer]);
        await ShouldAnswerAsync(
            431,
            $"GET {Api.Items}",
            [$"Authorization: Bearer {new string('x', 11_000)}"]
        );
        await ShouldAnswerAsync(401, $"POST {Api.Items}", [$"X-Big: {new string('x', 9_000)}"], Api.Mug);
        (await AttackAsync($"POST {Api.Items}", [], tooMuch)).Status.Should().BeOneOf(0, 401, 413);
    }

    [Fact]
    public async Task A_body_that_explodes_when_it_is_read_is_only_a_wrong_body()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 60_000));
        string wide = $"{{\"name\": 1e{new string('9', 60_000)}}}";

        await ShouldAnswerAsync(422, $"POST {Api.Items}", [Writer, "Content-Type: application/json"], deep);
        await ShouldAnswerAsync(422, $"POST {Api.Items}", [Writer, "Content-Type: application/json"], wide);
        await ShouldAnswerAsync(
            413,
            $"POST {Api.Items}",
            [Writer, "Content-Type: application/json"],
            new string(' ', 70_000)
        );
    }

    private string Item => Api.Item(stack.ItemId);

    private async Task ShouldBeRefusedAsync(string requestLine, string body)
    {
        var answer = await AttackAsync(requestLine, [], body);
        answer.Status.Should().BeOneOf([400, 401, 404, 405], "{0} is not for strangers", requestLine);
        answer.Text.Should().NotContain(stack.ItemId);
    }

    private async Task<RawAnswer> ShouldAnswerAsync(
        int status,
        string requestLine,
        IEnumerable<string> headers,
        string body = ""
    )
    {
        var answer = await AttackAsync(requestLine, headers, body);
        answer.Status.Should().Be(status, "{0} is answered {1}", requestLine, answer.Text);
        return answer;
    }

    private async Task<RawAnswer> AttackAsync(
        string requestLine,
        IEnumerable<string> headers,
        string body = ""
    )
    {
        RawAnswer? answer = null;
        await stack.FailsWithoutTraceAsync(
            async () =>
            {
                answer = await RawRequest.SendAsync(stack.Stack.Url, requestLine, headers, body);
                return [answer.Text];
            },
            stack.WriteToken.Split('.')[2],
            stack.ReadToken.Split('.')[2]
        );
        return answer!;
    }
}
