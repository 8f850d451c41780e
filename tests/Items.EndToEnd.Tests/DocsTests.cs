using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Contract;

namespace Items.EndToEnd.Tests;

/// <summary>The documentation pages and their assets over HTTP.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed partial class DocsTests(SharedApiFixture shared)
{
    private HttpClient Anonymous => shared.Api.AnonymousClient;

    [Theory]
    [InlineData("/docs", "text/html; charset=utf-8")]
    [InlineData("/docs/", "text/html; charset=utf-8")]
    [InlineData("/docs/oauth2-redirect", "text/html; charset=utf-8")]
    [InlineData("/redoc", "text/html; charset=utf-8")]
    [InlineData("/redoc/", "text/html; charset=utf-8")]
    [InlineData("/openapi.json", "application/json")]
    [InlineData("/openapi.yaml", "application/yaml; charset=utf-8")]
    public async Task The_documentation_is_public(string path, string type)
    {
        var page = await Anonymous.CallAsync("GET", path);
        var head = await Anonymous.CallAsync("HEAD", path);
        var post = await Anonymous.CallAsync("POST", path, "{}");

        page.Status.Should().Be(200);
        page.ContentType.Should().Be(type);
        page.Header("x-content-type-options").Should().Be("nosniff");
        head.ShouldBeEmpty(200);
        head.ContentType.Should().Be(type);
        post.Status.Should().Be(405);
        post.ContentHeaders.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/docs/oauth2-redirect")]
    [InlineData("/redoc")]
    [InlineData("/redoc/")]
    public async Task A_page_loads_only_assets_of_the_API_and_its_policy_allows_no_other_script(string path)
    {
        var page = await Anonymous.CallAsync("GET", path);

        string policy = page.Header("content-security-policy")!;
        policy
            .Should()
            .Contain("default-src 'none'")
            .And.Contain("script-src 'self';")
            .And.NotContain("unsafe");
        page.Body.Should().NotContain("style=").And.NotContain("<style").And.NotContain("{{");
        ScriptElement()
            .Matches(page.Body)
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(it => it.Value.Contains("></"));
        var assets = Asset().Matches(page.Body);
        assets.Should().NotBeEmpty();
        foreach (Match asset in assets)
        {
            var address = new Uri(new Uri(shared.Api.Url, path), asset.Groups["url"].Value);
            var response = await Anonymous.CallAsync("GET", address.AbsolutePath);
            response.Status.Should().Be(200, "{0} loads {1}", path, address);
            response.Header("cache-control").Should().Be("public, max-age=31536000, immutable");
        }
    }

    [Fact]
    public async Task An_asset_is_sent_with_brotli_only_to_clients_that_accept_it()
    {
        string page = (await Anonymous.CallAsync("GET", "/docs")).Body;
        var assets = Asset().Matches(page);
        assets.Should().NotBeEmpty();
        foreach (Match asset in assets)
        {
            var plain = await FetchAsync(asset, accepted: null);
            var compressed = await FetchAsync(asset, "gzip, br;q=0.8");
            var rejected = await FetchAsync(asset, "gzip, br;q=0");

            plain.Content.Headers.ContentEncoding.Should().BeEmpty();
            rejected.Content.Headers.ContentEncoding.Should().BeEmpty();
            compressed.Content.Headers.ContentEncoding.Should().Equal("br");
            compressed.Headers.Vary.Should().Equal("accept-encoding");
            await using var stream = new BrotliStream(
                await compressed.Content.ReadAsStreamAsync(),
                CompressionMode.Decompress
            );
            using var reader = new StreamReader(stream, Encoding.UTF8);
            (await reader.ReadToEndAsync()).Should().Be(await plain.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/redoc")]
    [InlineData("/openapi.json")]
    [InlineData("/openapi.yaml")]
    public async Task An_unchanged_page_is_a_304(string path)
    {
        string tag = (await Anonymous.CallAsync("GET", path)).ETag!;

        var again = await Anonymous.CallAsync("GET", path, headers: [("if-none-match", $"W/{tag}")]);
        var other = await Anonymous.CallAsync("GET", path, headers: [("if-none-match", "\"other\"")]);

        again.ShouldBeEmpty(304);
        again.ETag.Should().Be(tag);
        other.Status.Should().Be(200);
    }

    [Fact]
    public async Task JSON_and_YAML_are_the_contract_with_the_addresses_of_this_deployment()
    {
        string yaml = (await Anonymous.CallAsync("GET", "/openapi.yaml")).Body;
        string json = (await Anonymous.CallAsync("GET", "/openapi.json")).Body;

        string issuer = new Uri(shared.Api.Url, "/_local").ToString().Replace("127.0.0.1", "localhost");
        string file = await File.ReadAllTextAsync(Repository.PathTo("openapi.yaml"));
        yaml.Should().Be(file.Replace("http://localhost:3000/_local", issuer));
        JsonNode.DeepEquals(JsonNode.Parse(json), YamlJson.Read(yaml)).Should().BeTrue();
        json.Should().Contain($"{issuer}/oauth2/authorize");
    }

    [Theory]
    [InlineData("/docs/assets/nothing.js")]
    [InlineData("/docs/assets/openapi.yaml")]
    [InlineData("/docs/assets/docs.html")]
    [InlineData("/docs/assets/..%2fopenapi.yaml")]
    [InlineData("/docs/assets/")]
    [InlineData("/docs/nothing")]
    public async Task Other_paths_are_404(string path) =>
        (await Anonymous.CallAsync("GET", path)).ShouldBe(404, """{"detail": "Not Found"}""");

    private Task<HttpResponseMessage> FetchAsync(Match asset, string? accepted)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/" + asset.Groups["url"].Value);
        if (accepted is not null)
        {
            request.Headers.Add("accept-encoding", accepted);
        }

        return Anonymous.SendAsync(request);
    }

    [GeneratedRegex(
        "(src|href)=\"(?<url>[.]{1,2}/(../)?docs/assets/[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Asset();

    [GeneratedRegex("<script[^>]*>.{0,2}", RegexOptions.None, 1000)]
    private static partial Regex ScriptElement();
}
