using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Requests;

/// <summary>Why a request was rejected or failed, as the page and the terminal show it.</summary>
public sealed class RequestReasonTests
{
    [Theory]
    [InlineData(
        "/%zz",
        400,
        "a percent sign of the path or the query is not followed by two hexadecimal digits"
    )]
    [InlineData("/exit-7", 500, "the process exited with exit code 7")]
    [InlineData("/crash", 500, "the process exited with exit code 137")]
    [InlineData("/error", 500, "the function reported the error Function.Broken: test")]
    [InlineData("/oversize", 500, "the function's response is larger than 6291556 bytes")]
    [InlineData("/bad-mode", 500, "the runtime sent the invalid response mode unknown")]
    [InlineData("/hang", 500, "the function did not respond within 1 s, the Timeout of the template")]
    [InlineData(
        "/hang/briefly",
        503,
        "the function did not respond within 50 ms, the TimeoutInMillis of the route"
    )]
    public async Task A_failed_request_has_its_reason(string target, int status, string reason)
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(
                timeout: target.StartsWith("/hang") ? 1 : 60,
                routes: "[[ANY, '/{proxy+}'], [GET, /hang/briefly, 50]]"
            ),
            options => options with { Concurrency = 1 }
        );
        await deployment.SendAsync(target);

        var request = await deployment.LastRequestAsync();
        ((int)request["status"]!).Should().Be(status);
        ReasonsOf(request).Should().Equal(reason);
        deployment
            .Output.All.Should()
            .ContainSingle(line => line.EndsWith(reason), "the terminal shows it too");
    }

    [Theory]
    [InlineData("error", "INIT failed: Function.NoTable: ITEMS_TABLE is not set")]
    [InlineData("exit", "INIT failed: the process exited with exit code 3")]
    [InlineData("hang", "INIT failed: the function did not request an event within 0.3 s")]
    public async Task A_failed_INIT_has_its_reason(string kind, string reason)
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(variables: $"{{ SCRIPTED_INIT: {kind} }}"),
            options => kind == "hang" ? options with { InitLimit = TimeSpan.FromMilliseconds(300) } : options
        );

        await deployment.SendAsync("/whoami");

        ReasonsOf(await deployment.LastRequestAsync()).Should().Equal(reason);
    }

    [Fact]
    public async Task A_request_over_the_concurrency_limit_has_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(timeout: 60, concurrency: 1)
        );
        var running = deployment.GetAsync(deployment.Template.WaitingRequest);
        await deployment.WaitForInvocationsAsync("START", 1);

        await deployment.SendAsync("/whoami");

        var request = await deployment.LastRequestAsync();
        deployment.Template.Release();
        await running;
        ReasonsOf(request).Should().Equal("the concurrency limit of 1 is reached");
    }

    [Fact]
    public async Task A_path_without_a_route_has_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(routes: "[[GET, /items], [GET, /]]")
        );

        await deployment.SendAsync("/items", method: "POST");

        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal("no route of the template matches POST /items");
    }

    [Theory]
    [InlineData(404, """{"detail":"Item abc not found"}""", "the function responded: Item abc not found")]
    [InlineData(403, """{"message":"Forbidden"}""", "the function responded: Forbidden")]
    [InlineData(
        422,
        """{"detail":[{"loc":["body","price"],"msg":"Field required"},{"loc":["query","limit"],"msg":"too large"}]}""",
        "the function responded: body.price Field required; query.limit too large"
    )]
    [InlineData(404, """{"detail":[{}]}""", null)]
    [InlineData(404, "[1]", null)]
    [InlineData(404, "no JSON", null)]
    [InlineData(200, """{"detail":"no error"}""", null)]
    public async Task An_error_response_of_the_function_is_the_reason(int status, string body, string? reason)
    {
        await using var deployment = await TestDeployment.StartAsync();
        var payload = new JsonObject { ["statusCode"] = status, ["body"] = body };

        using var response = await deployment.RespondWithAsync(payload.ToJsonString());

        ((int)response.StatusCode).Should().Be(status);
        ReasonsOf(await deployment.LastRequestAsync()).Should().Equal(reason is null ? [] : new[] { reason });
    }

    [Fact]
    public async Task A_long_reason_is_shortened()
    {
        await using var deployment = await TestDeployment.StartAsync();
        var body = new JsonObject { ["detail"] = new string('x', 10_000) };
        var payload = new JsonObject { ["statusCode"] = 404, ["body"] = body.ToJsonString() };

        using var response = await deployment.RespondWithAsync(payload.ToJsonString());

        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal($"the function responded: {new string('x', 476)}…");
    }

    [Fact]
    public async Task A_server_error_of_the_function_has_the_error_that_it_logged_as_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync();

        await deployment.SendAsync(
            "/telemetry?status=500&level=ERROR&message=no%20table&exception=System.IO.IOException:%20gone%0A%20%20at%20X()"
        );

        await deployment.UntilLastRequestAsync(
            "the line was read",
            request =>
                ReasonsOf(request).Contains("the function logged: no table: System.IO.IOException: gone")
        );
    }

    [Theory]
    [InlineData(
        "GET",
        "http://other.example",
        "",
        "CORS: the origin http://other.example is not in AllowOrigins (http://page.example, http://localhost:8080); permit it with --parameter Origin=http://other.example"
    )]
    [InlineData(
        "GET",
        "null",
        "",
        "CORS: the origin null is not in AllowOrigins (http://page.example, http://localhost:8080); null is the origin of a page from a file or a sandboxed frame; open the page from a web server"
    )]
    [InlineData("GET", "http://localhost:5173", "", null)]
    [InlineData("GET", "http://page.example", "", null)]
    [InlineData("OPTIONS", "http://page.example", "Access-Control-Request-Method: PUT\r\n", null)]
    [InlineData("OPTIONS", "http://page.example", "Access-Control-Request-Method: POST\r\n", null)]
    [InlineData(
        "OPTIONS",
        "http://page.example",
        "Access-Control-Request-Method: PATCH\r\n",
        "CORS: the method PATCH is not in AllowMethods (GET, PUT); add it in the template"
    )]
    [InlineData(
        "OPTIONS",
        "http://page.example",
        "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: if-match,x-own\r\n",
        "CORS: the header x-own is not in AllowHeaders (authorization, if-match); add it in the template"
    )]
    public async Task A_CORS_rejection_has_its_reason(
        string method,
        string origin,
        string headers,
        string? reason
    )
    {
        await using var deployment = await TestDeployment.StartAsync(ProtectedTemplate.Text());

        await deployment.SendAsync("/", method, $"Origin: {origin}\r\n{headers}");

        ReasonsOf(await deployment.LastRequestAsync()).Should().Equal(reason is null ? [] : new[] { reason });
    }

    [Fact]
    public async Task A_loopback_origin_that_only_the_template_could_permit_has_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { TemplateCors = true }
        );

        await deployment.SendAsync("/", headers: "Origin: http://localhost:5173\r\n");

        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal(
                "CORS: the origin http://localhost:5173 is not in AllowOrigins (http://page.example, http://localhost:8080); "
                    + "start the local host without --template-cors"
            );
    }

    [Fact]
    public async Task A_request_of_another_origin_to_an_API_without_CORS_has_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync();

        await deployment.SendAsync("/whoami", headers: "Origin: http://page.example\r\n");

        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal("CORS: the API of the template has no CORS configuration; add CorsConfiguration to it");
    }

    [Fact]
    public async Task A_missing_token_and_a_missing_scope_have_their_reasons()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate
                .Text()
                .Replace(
                    "Path: /unscoped, Method: GET, Auth: { Authorizer: Tokens, AuthorizationScopes: [] }",
                    "Path: /admin, Method: GET, Auth: { Authorizer: Tokens, AuthorizationScopes: [items/admin] }"
                )
        );
        string token = await new IssuerClient(deployment).ServiceTokenAsync();

        await deployment.SendAsync("/items");
        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal("the Authorization header is missing or empty");

        await deployment.SendAsync("/admin", headers: $"Authorization: Bearer {token}\r\n");
        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .Equal("the token's scopes are items/read, items/write; the route needs one of items/admin");
    }

    [Fact]
    public async Task A_write_of_another_origin_without_authorization_has_its_reason()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { NoAuth = true }
        );

        await deployment.SendAsync("/items", "POST", "Origin: http://other.example\r\n");

        ReasonsOf(await deployment.LastRequestAsync())
            .Should()
            .StartWith(
                "CORS does not permit the origin http://other.example by name, so its pages may not write with --no-auth"
            );
    }

    private static IEnumerable<string> ReasonsOf(JsonNode request) =>
        request["reasons"]!.AsArray().Select(reason => (string)reason!);
}
