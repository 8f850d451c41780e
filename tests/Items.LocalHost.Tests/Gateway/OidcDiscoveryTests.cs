using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Tests.Gateway;

public sealed class OidcDiscoveryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task The_configuration_of_an_issuer_is_found_with_or_without_a_slash_at_its_end(string end)
    {
        await using var issuer = await HttpServer.StartAsync(
            (_, context) =>
                context.Response.WriteAsync(
                    context.Request.Path.Value switch
                    {
                        "/pool/.well-known/openid-configuration" =>
                            $$"""{"jwks_uri": "http://{{context.Request.Host}}/keys"}""",
                        "/keys" => """{"keys": [{"kty": "RSA", "kid": "first", "n": "AQAB", "e": "AQAB"}]}""",
                        _ => "not found",
                    }
                )
        );

        var keys = await OidcDiscovery.FetchKeysAsync($"{issuer.Address}/pool{end}", default);

        keys.Keys.Select(key => key.Kid).Should().Equal("first");
    }
}
