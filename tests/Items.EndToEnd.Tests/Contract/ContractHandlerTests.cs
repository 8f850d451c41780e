using System.Net;
using System.Text;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>The checks themselves, with constructed responses.</summary>
public sealed class ContractHandlerTests
{
    private const string Health = """{"status":"healthy","service":"items-api","version":"1.0.0"}""";

    [Fact]
    public async Task A_response_of_the_contract_passes()
    {
        var response = await CallAsync("/", 200, Health);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/", 200, """{"status":"healthy"}""", "*PropertyRequired*")]
    [InlineData("/", 200, """{"status":"ill","service":"a","version":"1"}""", "*NotInEnumeration*")]
    [InlineData("/", 404, """{"detail":"Not Found"}""", "*Status 404 is not declared*")]
    [InlineData("/api/v1/items/abc", 404, """{"message":"Not Found"}""", "*PropertyRequired*")]
    [InlineData("/api/v1/items", 200, """[{"item_id":"abc"}]""", "*PatternMismatch*")]
    [InlineData("/api/v1/items?limit=0", 422, """{"detail":[]}""", "*TooFewItems*")]
    public async Task A_wrong_status_or_body_fails(string path, int status, string body, string reason)
    {
        var call = () => CallAsync(path, status, body);

        await call.Should().ThrowAsync<ContractViolationException>().WithMessage(reason);
    }

    [Fact]
    public async Task A_wrong_content_type_fails()
    {
        var call = () => CallAsync("/", 200, Health, contentType: "text/plain");

        await call.Should()
            .ThrowAsync<ContractViolationException>()
            .WithMessage("*Content type 'text/plain*' is not declared*");
    }

    [Fact]
    public async Task A_missing_header_fails()
    {
        const string Item = """
            {"item_id":"019a9f0c-8b1d-7e02-a3c4-0f5d9e8b7a61","name":"a","description":null,"price":1,"category":"c",
            "created_at":"2025-11-20T09:29:10.685123Z","updated_at":"2025-11-20T09:29:10.685123Z"}
            """;
        var call = () => CallAsync("/api/v1/items/", 201, Item, HttpMethod.Post);

        await call.Should().ThrowAsync<ContractViolationException>().WithMessage("*Location is missing*");
    }

    [Fact]
    public async Task An_undeclared_header_fails()
    {
        var call = () => CallAsync("/", 200, Health, etag: "\"1\"");

        await call.Should()
            .ThrowAsync<ContractViolationException>()
            .WithMessage("*Header ETag is not declared*");
    }

    [Fact]
    public async Task A_304_without_a_body_passes()
    {
        var response = await CallAsync("/api/v1/items/abc", 304, "", etag: "\"1\"");

        response.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_wrong_header_fails()
    {
        var call = () => CallAsync("/api/v1/items/abc", 304, "", etag: "W/\"1\"");

        await call.Should()
            .ThrowAsync<ContractViolationException>()
            .WithMessage("*Header ETag: *PatternMismatch*");
    }

    [Fact]
    public async Task An_undeclared_body_fails()
    {
        var delete = () => CallAsync("/api/v1/items/abc", 204, "{}", HttpMethod.Delete);
        var head = () => CallAsync("/", 200, Health, HttpMethod.Head);
        var notModified = () => CallAsync("/api/v1/items/abc", 304, "{}", etag: "\"1\"");

        await delete
            .Should()
            .ThrowAsync<ContractViolationException>()
            .WithMessage("*A body is not declared*");
        await notModified
            .Should()
            .ThrowAsync<ContractViolationException>()
            .WithMessage("*A body is not declared*");
        await head.Should().ThrowAsync<ContractViolationException>().WithMessage("*HEAD has a body*");
    }

    [Fact]
    public async Task Paths_and_methods_outside_the_contract_pass()
    {
        (await CallAsync("/elsewhere", 418, "?")).StatusCode.Should().Be((HttpStatusCode)418);
        (await CallAsync("/", 405, "?", HttpMethod.Patch)).StatusCode.Should().Be((HttpStatusCode)405);
    }

    private static async Task<HttpResponseMessage> CallAsync(
        string path,
        int status,
        string body,
        HttpMethod? method = null,
        string contentType = "application/json",
        string? etag = null
    )
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new(contentType);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        response.Headers.Add("apigw-requestid", "a1B2cj0QDoEEMxQ=");
        if (etag is not null)
        {
            response.Headers.Add("etag", etag);
        }

        using var client = new HttpClient(new ContractHandler(new FixedResponse(response)));
        return await client.SendAsync(
            new HttpRequestMessage(method ?? HttpMethod.Get, "http://localhost" + path)
        );
    }

    private sealed class FixedResponse(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(response);
    }
}
