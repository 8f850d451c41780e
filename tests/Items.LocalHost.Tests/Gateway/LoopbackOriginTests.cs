using System.Net;
using Items.LocalHost.Gateway;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>CORS for pages of this machine, such as those of a frontend's development server.</summary>
public sealed class LoopbackOriginTests
{
    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://localhost:5173", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://shop.localhost:3001", true)]
    [InlineData("http://127.0.0.1:8081", true)]
    [InlineData("http://127.8.9.10", true)]
    [InlineData("http://[::1]:5173", true)]
    [InlineData("http://localhost.attacker.example", false)]
    [InlineData("http://notlocalhost:5173", false)]
    [InlineData("http://127.0.0.1.attacker.example", false)]
    [InlineData("http://127.attacker.example", false)]
    [InlineData("http://128.0.0.1", false)]
    [InlineData("http://0.0.0.0:5173", false)]
    [InlineData("http://192.168.0.7:5173", false)]
    [InlineData("http://[::2]", false)]
    [InlineData("http://user@localhost", false)]
    [InlineData("http://localhost/", false)]
    [InlineData("http://localhost:5173/path", false)]
    [InlineData("http://localhost, http://attacker.example", false)]
    [InlineData("http://2130706433", false)]
    [InlineData("file://localhost", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Only_addresses_of_this_machine_are_loopback_origins(string origin, bool expected) =>
        PermittedOrigins.IsLoopback(origin).Should().Be(expected);

    [Theory]
    [InlineData("http://localhost:5173", false, "http://localhost:5173")]
    [InlineData("https://127.0.0.1:8443", false, "https://127.0.0.1:8443")]
    [InlineData("http://localhost:5173", true, null)]
    [InlineData("http://localhost:8080", true, "http://localhost:8080")]
    [InlineData("http://attacker.example", false, null)]
    public async Task A_loopback_origin_is_permitted_unless_only_the_template_counts(
        string origin,
        bool templateCors,
        string? permitted
    )
    {
        await using var deployment = await StartAsync(options =>
            options with
            {
                TemplateCors = templateCors,
            }
        );

        using var response = await SendAsync(deployment, "GET", "/", origin);
        using var preflight = await SendAsync(deployment, "OPTIONS", "/items", origin);

        Header(response, "access-control-allow-origin").Should().Be(permitted);
        Header(response, "access-control-expose-headers").Should().Be(permitted is null ? null : "ETag,Link");
        Header(preflight, "access-control-allow-origin").Should().Be(permitted);
        Header(preflight, "access-control-allow-methods").Should().Be(permitted is null ? null : "GET,PUT");
    }

    [Fact]
    public async Task The_preflight_of_a_protected_route_is_a_401_with_a_remedy_as_on_AWS()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(publicPreflight: false)
        );

        using var preflight = await SendAsync(deployment, "OPTIONS", "/items", "http://localhost:5173");

        preflight.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        deployment
            .Output.All.Should()
            .Contain(line =>
                line.EndsWith(
                    "add a public OPTIONS route for /items to the template",
                    StringComparison.Ordinal
                )
            );
    }

    private static Task<TestDeployment> StartAsync(Func<HostOptions, HostOptions> with) =>
        TestDeployment.StartAsync(ProtectedTemplate.Text(), with);

    private static Task<HttpResponseMessage> SendAsync(
        TestDeployment deployment,
        string method,
        string path,
        string origin
    )
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("origin", origin);
        request.Headers.Add("access-control-request-method", "PUT");
        return deployment.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
