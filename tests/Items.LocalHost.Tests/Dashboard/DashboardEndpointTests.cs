using System.Net;
using System.Text.Json.Nodes;
using Items.LocalHost.Tests.Requests;

namespace Items.LocalHost.Tests.Dashboard;

/// <summary>The page at <c>/_local</c>, what it loads, and who can load it.</summary>
public sealed class DashboardEndpointTests(ProtectedDeploymentFixture fixture)
    : IClassFixture<ProtectedDeploymentFixture>
{
    private static readonly string WithTables = TestTemplate.Text(tables: TestTemplate.Tables);

    [Theory]
    [InlineData("/_local", "text/html")]
    [InlineData("/_local/", "text/html")]
    [InlineData("/_local/dashboard.js", "text/javascript")]
    [InlineData("/_local/views.js", "text/javascript")]
    [InlineData("/_local/dashboard.css", "text/css")]
    public async Task The_files_of_the_page_run_no_other_script_and_are_in_no_frame(string path, string type)
    {
        using var response = await fixture.Client.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be($"{type}; charset=utf-8");
        string policy = response.Headers.GetValues("content-security-policy").Single();
        policy
            .Split("; ")
            .Should()
            .Contain(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
            .And.NotContainMatch("*unsafe*");
        response.Headers.GetValues("x-content-type-options").Should().Equal("nosniff");
    }

    [Theory]
    [InlineData("/_local")]
    [InlineData("/_local/info")]
    [InlineData("/_local/requests")]
    [InlineData("/_local/events")]
    public async Task The_page_and_its_data_are_not_sent_to_the_name_of_another_site(string path)
    {
        string response = await fixture.Deployment.SendAsync(
            path,
            host: $"attacker.example:{fixture.Deployment.Port}"
        );

        response.Should().StartWith("HTTP/1.1 421");
    }

    [Theory]
    [InlineData("/_local/info")]
    [InlineData("/_local/requests")]
    public async Task Pages_of_other_origins_can_neither_read_nor_embed_the_data(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("origin", "http://page.example");

        using var response = await fixture.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("cross-origin-resource-policy").Should().Equal("same-origin");
        response.Headers.Contains("access-control-allow-origin").Should().BeFalse();
        response.Headers.CacheControl!.NoStore.Should().BeTrue("it contains a token");
    }

    [Fact]
    public async Task The_page_gets_a_token_that_the_API_accepts()
    {
        var info = await InfoAsync(fixture.Deployment);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items");
        request.Headers.Authorization = new("Bearer", (string?)info["token"]);

        using var response = await fixture.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        ((bool)info["needsToken"]!).Should().BeTrue();
    }

    [Fact]
    public async Task Without_authorization_the_page_gets_no_token()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { NoAuth = true }
        );

        var info = await InfoAsync(deployment);

        info["token"].Should().BeNull();
        ((bool)info["needsToken"]!).Should().BeFalse();
    }

    [Fact]
    public async Task Requests_to_the_page_are_not_requests_to_the_API()
    {
        await using var deployment = await TestDeployment.StartAsync();
        await deployment.Client.GetStringAsync("/_local");
        using var unknown = await deployment.Client.GetAsync("/_local/unknown");
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);

        (await deployment.ChangesAsync())["requests"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Events_have_the_requests_so_far_and_then_each_change()
    {
        await using var deployment = await TestDeployment.StartAsync();
        await deployment.GetAsync("/whoami");
        using var reader = new StreamReader(await deployment.Client.GetStreamAsync("/_local/events"));

        var first = await NextEventAsync(reader);
        await deployment.GetAsync("/second");
        var second = await NextEventAsync(reader, request: "/second");

        first["requests"]!.AsArray().Select(PathOf).Should().Equal("/whoami");
        second["requests"]!.AsArray().Select(PathOf).Should().Contain("/second");
        second["requests"]!.AsArray().Should().HaveCountLessThanOrEqualTo(2, "only changes are sent");
    }

    [Fact]
    public async Task An_open_page_does_not_delay_the_end_of_the_host()
    {
        using var template = new TestTemplate(TestTemplate.Text(timeout: 60));
        await using var host = ScriptedHost.Start(template, "--ephemeral");
        using var client = await host.ClientAsync();
        using var reader = new StreamReader(await client.GetStreamAsync("/_local/events"));
        await NextEventAsync(reader);

        host.Send(Signal.Terminate);

        (await host.ExitCodeAsync(TimeSpan.FromSeconds(20))).Should().Be(0, "the function's timeout is 60 s");
    }

    [Fact]
    public async Task A_reset_deletes_the_data_and_creates_the_tables_again()
    {
        using var template = new TestTemplate(WithTables);
        await using var host = ScriptedHost.Start(template, "--ephemeral");
        using var client = await host.ClientAsync();
        using var tables = await host.TablesAsync();
        await tables.PutItemAsync("Things", new() { ["id"] = new("1") });

        using var response = await client.PostAsync("/_local/reset", null);

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await tables.ScanAsync(new Amazon.DynamoDBv2.Model.ScanRequest("Things"))).Count.Should().Be(0);
    }

    [Theory]
    [InlineData("http://page.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_cannot_reset_the_data(string origin)
    {
        await using var deployment = await TestDeployment.StartAsync(WithTables);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_local/reset");
        request.Headers.Add("origin", origin);

        using var response = await deployment.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_tables_of_another_server_are_not_reset()
    {
        using var template = new TestTemplate(WithTables);
        await using var owner = ScriptedHost.Start(template, "--ephemeral");
        using var tables = await owner.TablesAsync();
        await owner.ListeningAsync();
        await tables.PutItemAsync("Things", new() { ["id"] = new("1") });
        await using var deployment = await TestDeployment.StartAsync(
            WithTables,
            options => options with { Ephemeral = false, TableServer = new Uri(tables.Config.ServiceURL) }
        );

        using var response = await deployment.Client.PostAsync("/_local/reset", null);

        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
        ((bool)(await InfoAsync(deployment))["canReset"]!).Should().BeFalse();
        (await tables.ScanAsync(new Amazon.DynamoDBv2.Model.ScanRequest("Things"))).Count.Should().Be(1);
    }

    [Theory]
    [InlineData("/", "text/html,application/xhtml+xml,*/*;q=0.8", "/docs")]
    [InlineData("/", "*/*", null)]
    [InlineData("/", "application/json", null)]
    [InlineData("/whoami", "text/html", null)]
    public async Task A_browser_is_redirected_from_the_root_to_the_documentation(
        string path,
        string accept,
        string? location
    )
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(routes: "[[ANY, '/{proxy+}'], [ANY, /], [GET, /docs]]")
        );

        string response = await deployment.SendAsync(path, headers: $"Accept: {accept}\r\n");

        response.Should().StartWith(location is null ? "HTTP/1.1 200" : "HTTP/1.1 302");
        response.Contains($"Location: {location}\r\n").Should().Be(location is not null);
    }

    [Fact]
    public async Task A_browser_is_not_redirected_to_documentation_that_the_template_does_not_have()
    {
        await using var deployment = await TestDeployment.StartAsync();

        string response = await deployment.SendAsync("/", headers: "Accept: text/html\r\n");

        response.Should().StartWith("HTTP/1.1 200");
    }

    private static string? PathOf(JsonNode? request) => (string?)request!["path"];

    private static async Task<JsonNode> InfoAsync(TestDeployment deployment) =>
        JsonNode.Parse(await deployment.Client.GetStringAsync("/_local/info"))!;

    /// <param name="request">Skips events without this request.</param>
    private static async Task<JsonNode> NextEventAsync(StreamReader reader, string? request = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ") && JsonNode.Parse(line["data: ".Length..]) is { } changes)
            {
                if (request is null || changes["requests"]!.AsArray().Any(it => PathOf(it) == request))
                {
                    return changes;
                }
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
