using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Contract;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The documentation pages as a client without a screen sees them.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed partial class DocsTests(StackFixture shared)
{
    private HttpClient Stranger => shared.Stack.AnonymousClient;

    [Theory]
    [InlineData("/docs", "text/html; charset=utf-8")]
    [InlineData("/docs/", "text/html; charset=utf-8")]
    [InlineData("/docs/oauth2-redirect", "text/html; charset=utf-8")]
    [InlineData("/redoc", "text/html; charset=utf-8")]
    [InlineData("/redoc/", "text/html; charset=utf-8")]
    [InlineData("/openapi.json", "application/json")]
    [InlineData("/openapi.yaml", "application/yaml; charset=utf-8")]
    public async Task Everybody_may_read_the_documentation(string path, string type)
    {
        var page = await Stranger.CallAsync("GET", path);
        var head = await Stranger.CallAsync("HEAD", path);
        var post = await Stranger.CallAsync("POST", path, "{}");

        page.Status.Should().Be(200);
        TypeOf(page).Should().Be(type);
        page.Header("x-content-type-options").Should().Be("nosniff");
        head.ShouldBeEmpty(200);
        TypeOf(head).Should().Be(type);
        post.Status.Should().Be(405);
        post.ContentHeaders.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/docs/oauth2-redirect")]
    [InlineData("/redoc")]
    [InlineData("/redoc/")]
    public async Task A_page_loads_only_what_is_there_and_may_run_only_that(string path)
    {
        var page = await Stranger.CallAsync("GET", path);

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
        var root = new Uri(new Uri(shared.Stack.Url, path), Base().Match(page.Body).Groups["url"].Value);
        foreach (Match asset in Asset().Matches(page.Body))
        {
            var address = new Uri(root, asset.Groups["url"].Value);
            var answer = await Stranger.CallAsync("GET", address.AbsolutePath);
            answer.Status.Should().Be(200, "{0} loads {1}", path, address);
            answer.Header("cache-control").Should().Be("public, max-age=31536000, immutable");
        }
    }

    [Fact]
    public async Task An_asset_is_sent_compressed_as_it_is_kept_or_plain_to_who_cannot_read_that()
    {
        string page = (await Stranger.CallAsync("GET", "/docs")).Body;
        foreach (Match asset in Asset().Matches(page))
        {
            var plain = await FetchAsync(asset, accepted: null);
            var compressed = await FetchAsync(asset, "gzip, br;q=0.8");
            var refused = await FetchAsync(asset, "gzip, br;q=0");

            plain.Content.Headers.ContentEncoding.Should().BeEmpty();
            refused.Content.Headers.ContentEncoding.Should().BeEmpty();
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
    public async Task A_page_that_has_not_changed_is_not_sent_again(string path)
    {
        string tag = (await Stranger.CallAsync("GET", path)).ETag!;

        var again = await Stranger.CallAsync("GET", path, headers: [("if-none-match", $"W/{tag}")]);
        var other = await Stranger.CallAsync("GET", path, headers: [("if-none-match", "\"other\"")]);

        again.ShouldBeEmpty(304);
        again.ETag.Should().Be(tag);
        other.Status.Should().Be(200);
    }

    [Fact]
    public async Task Both_notations_are_the_contract_with_the_addresses_of_this_deployment()
    {
        string yaml = (await Stranger.CallAsync("GET", "/openapi.yaml")).Body;
        string json = (await Stranger.CallAsync("GET", "/openapi.json")).Body;

        string issuer = new Uri(shared.Stack.Url, "/_local").ToString().Replace("127.0.0.1", "localhost");
        string file = await File.ReadAllTextAsync(Repository.Path("openapi.yaml"));
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
    public async Task Nothing_else_is_served(string path) =>
        (await Stranger.CallAsync("GET", path)).ShouldBe(404, """{"detail": "Not Found"}""");

    private static string? TypeOf(Answer answer) => answer.ContentHeaders.ContentType?.ToString();

    private Task<HttpResponseMessage> FetchAsync(Match asset, string? accepted)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/" + asset.Groups["url"].Value);
        if (accepted is not null)
        {
            request.Headers.Add("accept-encoding", accepted);
        }

        return Stranger.SendAsync(request);
    }

    [GeneratedRegex("(src|href)=\"(?<url>docs/assets/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();

    [GeneratedRegex("<base href=\"(?<url>[^\"]+)\">", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Base();

    [GeneratedRegex("<script[^>]*>.{0,2}", RegexOptions.None, 1000)]
    private static partial Regex ScriptElement();
}
