using System.Globalization;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Requests that try to be read as another request, or as one with more permissions.</summary>
public sealed class RequestAttackTests(AttackFixture fixture) : IClassFixture<AttackFixture>
{
    private const string Claims =
        """{"authorizer": {"jwt": {"claims": {"token_use": "access", "scope": "items/read items/write", "sub": "x"}}}}""";

    private string Reader => $"Authorization: Bearer {fixture.ReadToken}";

    private string Writer => $"Authorization: Bearer {fixture.WriteToken}";

    [Fact]
    public async Task Two_Authorization_headers_are_rejected_with_401()
    {
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [Writer, Writer], ItemsApi.Mug);
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [Writer, "Authorization: Bearer x"], ItemsApi.Mug);
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", ["Authorization: Bearer x", Writer], ItemsApi.Mug);
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [Reader, Writer], ItemsApi.Mug);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("authorization")]
    [InlineData("token")]
    public async Task A_token_in_the_query_string_is_ignored(string name) =>
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}?{name}={fixture.WriteToken}", [], ItemsApi.Mug);

    [Theory]
    [InlineData("Cookie: authorization=Bearer ")]
    [InlineData("Proxy-Authorization: Bearer ")]
    [InlineData("X-Authorization: Bearer ")]
    [InlineData("X-Forwarded-Authorization: Bearer ")]
    [InlineData("X-Amzn-Oidc-AccessToken: ")]
    public async Task A_token_in_another_header_is_ignored(string header) =>
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [header + fixture.WriteToken], ItemsApi.Mug);

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    public async Task A_header_does_not_change_the_method(string name)
    {
        await ShouldBeAsync(403, $"POST {ItemsApi.Items}", [Reader, $"{name}: GET"], ItemsApi.Mug);
        await ShouldBeAsync(403, $"DELETE {Item}", [Reader, $"{name}: GET"]);
        await ShouldBeAsync(200, $"GET {Item}", [Reader, $"{name}: DELETE"]);
        await ShouldBeAsync(200, $"GET {Item}?_method=DELETE", [Reader]);
        await ShouldBeAsync(204, $"OPTIONS {ItemsApi.Items}", [$"{name}: POST"], ItemsApi.Mug);
        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [$"{name}: OPTIONS"], ItemsApi.Mug);
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
    public async Task No_spelling_of_a_path_bypasses_the_authorizer(string target)
    {
        foreach (string method in (string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "post", "FOO"])
        {
            await ShouldRejectAsync($"{method} {target}", method == "POST" ? ItemsApi.Mug : "");
        }
    }

    [Theory]
    [InlineData("/%3f/api/v1/items/")]
    [InlineData("/docs%3f/api/v1/items/")]
    [InlineData("/%2e/docs")]
    public async Task No_spelling_of_a_public_path_can_write(string target)
    {
        foreach (string method in (string[])["POST", "PUT", "PATCH", "DELETE"])
        {
            await ShouldRejectAsync($"{method} {target}", ItemsApi.Mug);
        }
    }

    [Fact]
    public async Task A_token_for_reading_cannot_write_with_another_spelling_of_the_path()
    {
        foreach (
            string target in (string[])["//api/v1/items/", "/api/v1/items/%2e%2e/items/", "/api%2fv1%2fitems"]
        )
        {
            var response = await AttackAsync($"POST {target}", [Reader], ItemsApi.Mug);
            response.Status.Should().BeOneOf(403, 404, 405);
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    public async Task TRACE_and_CONNECT_are_rejected_with_400(string method)
    {
        var response = await AttackAsync($"{method} {ItemsApi.Items}", [Writer]);
        response.Status.Should().Be(400);
    }

    [Fact]
    public async Task Claims_in_the_body_are_ignored()
    {
        string body =
            $$$"""{"version": "2.0", "name": "x", "price": 1, "category": "x", "requestContext": {{{Claims}}}}""";
        string breakout = $"x\", \"isBase64Encoded\": false, \"requestContext\": {Claims}, \"y\": \"";

        foreach (string content in (string[])[body, breakout])
        {
            await ShouldBeAsync(401, $"POST {ItemsApi.Items}", [], content);
            await ShouldBeAsync(403, $"POST {ItemsApi.Items}", [Reader], content);
        }
    }

    [Fact]
    public async Task Claims_in_headers_and_query_are_ignored()
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

        await ShouldBeAsync(401, $"POST {ItemsApi.Items}{query}", headers, ItemsApi.Mug);
        await ShouldBeAsync(403, $"POST {ItemsApi.Items}{query}", [Reader, .. headers], ItemsApi.Mug);
    }

    [Fact]
    public async Task Headers_of_proxies_are_ignored()
    {
        string[] headers =
        [
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Host: attacker.example",
            "X-Forwarded-Proto: gopher",
            "X-Forwarded-Prefix: /attacker",
            "X-Forwarded-User: admin",
            "X-Original-URL: /docs",
            "X-Rewrite-URL: /docs",
            "Forwarded: for=127.0.0.1;host=attacker.example",
            "X-Amz-Security-Token: x",
            "X-Amzn-RequestId: x",
            "Lambda-Runtime-Aws-Request-Id: x",
        ];

        await ShouldBeAsync(401, $"POST {ItemsApi.Items}", headers, ItemsApi.Mug);
        await ShouldBeAsync(403, $"POST {ItemsApi.Items}", [Reader, .. headers], ItemsApi.Mug);
        var list = await ShouldBeAsync(200, $"GET {ItemsApi.Items}", [Reader, .. headers]);
        list.Text.Should().NotContain("attacker");
    }

    [Fact]
    public async Task A_request_smuggled_in_a_body_is_not_executed()
    {
        string smuggled =
            $"POST {ItemsApi.Items} HTTP/1.1\r\nHost: x\r\nContent-Length: {ItemsApi.Mug.Length}\r\n\r\n{ItemsApi.Mug}";
        string body = $"0\r\n\r\n{smuggled}";
        string length = body.Length.ToString(CultureInfo.InvariantCulture);

        var both = await AttackAsync(
            $"POST {ItemsApi.Items}",
            [Reader, $"Content-Length: {length}", "Transfer-Encoding: chunked"],
            body
        );
        var twice = await AttackAsync(
            $"POST {ItemsApi.Items}",
            [Reader, $"Content-Length: {length}", "Content-Length: 0"],
            body
        );

        both.Status.Should().BeOneOf(400, 403);
        twice.Status.Should().Be(400);
    }

    [Fact]
    public async Task Oversized_headers_and_bodies_are_rejected()
    {
        string big = $"X-Big: {new string('x', 11_000)}";
        var many = Enumerable.Range(0, 4000).Select(i => $"X-{i}: {i}");
        string tooMuch = new('x', (10 * 1024 * 1024) + 1);

        await ShouldBeAsync(431, $"POST {ItemsApi.Items}", [Writer, big], ItemsApi.Mug);
        await ShouldBeAsync(431, $"POST {ItemsApi.Items}", [Writer, .. many], ItemsApi.Mug);
        await ShouldBeAsync(431, $"GET {ItemsApi.Items}?{new string('x', 11_000)}", [Writer]);
        await ShouldBeAsync(
            431,
            $"GET {ItemsApi.Items}",
            [$"Authorization: Bearer {new string('x', 11_000)}"]
        );
        await ShouldBeAsync(
            401,
            $"POST {ItemsApi.Items}",
            [$"X-Big: {new string('x', 9_000)}"],
            ItemsApi.Mug
        );
        (await AttackAsync($"POST {ItemsApi.Items}", [], tooMuch)).Status.Should().BeOneOf(0, 401, 413);
    }

    [Fact]
    public async Task A_deeply_nested_or_huge_JSON_body_is_rejected()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 60_000));
        string wide = $"{{\"name\": 1e{new string('9', 60_000)}}}";

        await ShouldBeAsync(422, $"POST {ItemsApi.Items}", [Writer, "Content-Type: application/json"], deep);
        await ShouldBeAsync(422, $"POST {ItemsApi.Items}", [Writer, "Content-Type: application/json"], wide);
        await ShouldBeAsync(
            413,
            $"POST {ItemsApi.Items}",
            [Writer, "Content-Type: application/json"],
            new string(' ', 70_000)
        );
    }

    private string Item => ItemsApi.Item(fixture.ItemId);

    private async Task ShouldRejectAsync(string requestLine, string body)
    {
        var response = await AttackAsync(requestLine, [], body);
        response.Status.Should().BeOneOf([400, 401, 404, 405], "{0} needs a token", requestLine);
        response.Text.Should().NotContain(fixture.ItemId);
    }

    private async Task<RawResponse> ShouldBeAsync(
        int status,
        string requestLine,
        IEnumerable<string> headers,
        string body = ""
    )
    {
        var response = await AttackAsync(requestLine, headers, body);
        response.Status.Should().Be(status, "the response to {0} is {1}", requestLine, response.Text);
        return response;
    }

    private async Task<RawResponse> AttackAsync(
        string requestLine,
        IEnumerable<string> headers,
        string body = ""
    )
    {
        RawResponse? response = null;
        await fixture.ShouldHaveNoEffectAsync(
            async () =>
            {
                response = await RawRequest.SendAsync(fixture.Api.Url, requestLine, headers, body);
                return [response.Text];
            },
            fixture.WriteToken.Split('.')[2],
            fixture.ReadToken.Split('.')[2]
        );
        return response!;
    }
}
