using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>What the local host reads of the access rules of the repository's template.</summary>
public sealed class AccessTests
{
    private readonly SamTemplate _template = SamTemplate.Load(Repository.PathTo("template.yaml"));

    [Fact]
    public void The_authorizer_accepts_the_user_pool_and_its_two_clients()
    {
        var authorizer = _template.Api.Authorizers.Should().ContainSingle().Subject;

        authorizer.Issuer.Should().Be(_template.UserPool!.Issuer);
        authorizer.Audience.Should().Equal("local-web", "local-service");
        authorizer.Scopes.Should().Equal("items/read", "items/write");
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
    public void CORS_allows_and_exposes_every_header_that_clients_use()
    {
        var cors = _template.Api.Cors!;

        cors.AllowMethods.Should().Equal("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
        cors.MaxAge.Should().Be(600);
        cors.AllowHeaders.Should()
            .Equal(
                "authorization",
                "content-type",
                "idempotency-key",
                "if-match",
                "if-none-match",
                "traceparent"
            );
        cors.ExposeHeaders.Should()
            .Equal(
                "Accept-Patch",
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
