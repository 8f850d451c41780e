using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>The access rules of the repository's template.</summary>
public sealed class AccessTests
{
    /// <summary>Every route that needs no token. A new one must be added here deliberately.</summary>
    private static readonly string[] Public =
    [
        "GET /",
        "HEAD /",
        "OPTIONS /",
        "OPTIONS /{proxy+}",
        "ANY /docs",
        "ANY /docs/{proxy+}",
        "ANY /redoc",
        "ANY /openapi.json",
        "ANY /openapi.yaml",
    ];

    private readonly SamTemplate _template = SamTemplate.Load(Repository.PathTo("template.yaml"));

    [Fact]
    public void Every_route_is_in_the_public_list_or_requires_a_scope()
    {
        var routes = _template.Function.Routes;

        routes
            .Where(route => route.Authorizer is null)
            .Select(route => route.Key)
            .Should()
            .BeEquivalentTo(Public);
        var protectedRoutes = routes.Where(route => route.Authorizer is not null).ToList();
        protectedRoutes.Select(route => route.Key).Should().BeEquivalentTo("ANY /{proxy+}", "ANY /");
        protectedRoutes
            .Select(route => $"{route.Authorizer!.Name}: {string.Join(' ', route.Authorizer.Scopes)}")
            .Should()
            .Equal("Cognito: items/read items/write", "Cognito: items/read items/write");
    }

    /// <summary>The routes above are those of the function's events; other triggers would bypass them.</summary>
    [Fact]
    public void The_function_has_no_other_triggers()
    {
        string[] doors =
        [
            "AWS::ApiGateway",
            "AWS::Lambda::Url",
            "AWS::Lambda::Permission",
            "AWS::Serverless::Api",
        ];
        var types = File.ReadLines(Repository.PathTo("template.yaml"))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("Type: AWS::", StringComparison.Ordinal))
            .Select(line => line["Type: ".Length..])
            .ToList();

        types.Should().Contain("AWS::Serverless::HttpApi");
        types
            .Where(type => doors.Any(door => type.StartsWith(door, StringComparison.Ordinal)))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Every_protected_path_has_a_public_preflight()
    {
        string[] paths =
        [
            .. _template
                .Function.Routes.Where(route => route.Authorizer is not null)
                .Select(route => route.Path),
        ];

        paths.Should().NotBeEmpty();
        paths.Should().OnlyContain(path => Public.Contains($"OPTIONS {path}"));
    }

    [Fact]
    public void The_authorizer_accepts_the_user_pool_and_its_two_clients()
    {
        var authorizer = _template.Api.Authorizers.Should().ContainSingle().Subject;

        authorizer.Issuer.Should().Be(_template.UserPool!.Issuer);
        authorizer.Audience.Should().Equal("local-web", "local-service");
        var (web, service) = (_template.UserPool.Clients[0], _template.UserPool.Clients[1]);
        web.IsService.Should().BeFalse();
        web.Scopes.Should().Equal("openid", "email", "items/read", "items/write");
        service.IsService.Should().BeTrue();
        service.Scopes.Should().Equal("items/read", "items/write");
        _template
            .UserPool.Clients.Should()
            .OnlyContain(it => it.AccessTokenValidity == TimeSpan.FromHours(1));
    }

    [Fact]
    public void CORS_allows_and_exposes_every_header_of_the_contract()
    {
        var cors = _template.Api.Cors!;

        cors.AllowMethods.Should().Equal("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");
        cors.MaxAge.Should().Be(600);
        cors.AllowHeaders.Should()
            .Equal("authorization", "content-type", "idempotency-key", "if-match", "if-none-match");
        cors.ExposeHeaders.Should()
            .Equal(
                "ETag",
                "Link",
                "Location",
                "Retry-After",
                "Idempotent-Replayed",
                "Server-Timing",
                "apigw-requestid"
            );
        cors.AllowCredentials.Should().BeFalse();
    }

    [Fact]
    public void By_default_only_origins_on_this_machine_are_allowed()
    {
        var addresses = _template.Api.Cors!.AllowOrigins.Concat(
            _template.UserPool!.Clients.SelectMany(client => client.CallbackUrls)
        );

        addresses.Should().NotBeEmpty().And.OnlyContain(address => new Uri(address).IsLoopback);
    }
}
