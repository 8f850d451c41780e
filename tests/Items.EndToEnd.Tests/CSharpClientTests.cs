using System.Net;
using Items.Client;

namespace Items.EndToEnd.Tests;

/// <summary>The generated C# client, also in a program that is published with Native AOT.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class CSharpClientTests(SharedApiFixture shared)
{
    // Warnings are errors, those of trimming and AOT too.
    private static readonly Lazy<Task> Published = new(() =>
        NativePublish.RunAsync("tests/Items.Client.NativeApp")
    );

    private static readonly string NativeApp = Repository.PathTo(
        "artifacts/client-app/Items.Client.NativeApp"
    );

    [Fact]
    public async Task A_native_program_publishes_without_a_warning_and_uses_every_call()
    {
        await Published.Value;

        string output = await TestProcess.RunAsync(
            NativeApp,
            shared.Api.Url.ToString(),
            await HostedApi.GetTokenAsync(shared.Api.Url),
            shared.Api.FunctionUrl.ToString(),
            HostedApi.Credentials.AccessKeyId,
            HostedApi.Credentials.SecretAccessKey
        );

        string[] lines = output.Trim().Split('\n');
        lines[..^1]
            .Should()
            .Equal(
                "health healthy",
                "created Blue mug 😀 12.50000000000000000000000001 \"1\"",
                "location names it True",
                "replayed True True",
                "updated Blue mug 😀 9.99 \"2\"",
                "unchanged True",
                "changed 9.99",
                "rejected 412 Precondition Failed",
                "rejected 422 2 body.name: String should have at least 1 character; body.price: Input should be greater than 0",
                "listed 4",
                "failed 7 name: String should have at least 1 character",
                "imported 29 of 29, 1 failed",
                "exported 29: Mug 29 to Mug 0",
                "patched 8 Stoneware \"3\"",
                "cleared 8 True \"4\""
            );
        lines[^1].Should().StartWith("rejected 404 Item ").And.EndWith(" not found");
    }

    [Fact]
    public async Task The_samples_of_the_documents_run_natively()
    {
        await Published.Value;

        string output = await TestProcess.RunAsync(
            "env",
            $"ITEMS_API={shared.Api.Url}",
            $"ITEMS_EXPORT={shared.Api.FunctionUrl}",
            $"ITEMS_TOKEN={await HostedApi.GetTokenAsync(shared.Api.Url)}",
            NativeApp,
            "samples"
        );

        output.Should().ContainAll(Clients.SampleTests.Printed).And.Contain("True \"3\"");
    }

    [Theory]
    [InlineData("#x")]
    [InlineData("a\\b")]
    [InlineData("%2e")]
    [InlineData("..%2fx")]
    [InlineData("%")]
    [InlineData("...")]
    [InlineData(" ")]
    [InlineData("ü&+")]
    public async Task An_id_is_encoded(string id)
    {
        var items = new ItemsClient(shared.Client);

        var error = await items.Awaiting(it => it.GetItemAsync(id)).Should().ThrowAsync<ApiException>();

        (error.Which.StatusCode, error.Which.Detail).Should().Be((404, $"Item {id} not found"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("?x")]
    [InlineData("a?x")]
    [InlineData("a/")]
    [InlineData("../x")]
    public async Task An_id_that_would_reach_another_resource_is_not_sent(string id)
    {
        using var handler = new FakeApi();
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
        var items = new ItemsClient(http);
        Func<Task>[] calls =
        [
            () => items.GetItemAsync(id),
            () => items.UpdateItemAsync(id, new ItemUpdate { Price = 1 }),
            () => items.PatchItemAsync(id, new ItemPatch { Price = 1 }),
            () => items.DeleteItemAsync(id),
        ];

        foreach (var call in calls)
        {
            (await call.Should().ThrowAsync<ArgumentException>())
                .WithMessage($"""Cannot be empty, "." or "..", or contain "/" or "?": "{id}"*""")
                .WithParameterName("itemId");
        }

        handler.Requests.Should().BeEmpty();
    }

    public static TheoryData<ItemPatch, string> Patches() =>
        new()
        {
            { new ItemPatch(), "{}" },
            {
                new ItemPatch { Description = null },
                """{"description":null}"""
            },
            {
                new ItemPatch { Description = "" },
                """{"description":""}"""
            },
            {
                new ItemPatch { Description = "Stoneware", Price = 1.5m },
                """{"description":"Stoneware","price":1.5}"""
            },
            {
                new ItemPatch
                {
                    Name = null,
                    Price = null,
                    Category = "gifts",
                },
                """{"category":"gifts"}"""
            },
            {
                new ItemPatch { Description = null } with
                {
                    Description = default,
                },
                "{}"
            },
        };

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task A_patch_sends_what_is_set_and_a_null_description_only_if_it_is_set(
        ItemPatch patch,
        string body
    )
    {
        using var handler = new FakeApi();
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };

        await new ItemsClient(http)
            .Awaiting(it => it.PatchItemAsync("abc", patch))
            .Should()
            .ThrowAsync<ApiException>();

        handler.Bodies.Should().Equal(body);
    }

    [Theory]
    [InlineData("http://localhost", "http://localhost/")]
    [InlineData("http://localhost/prod", "http://localhost/prod/")]
    [InlineData("http://localhost/prod/", "http://localhost/prod/")]
    public async Task The_base_address_may_end_in_a_slash(string address, string requested)
    {
        using var handler = new FakeApi();
        using var http = new HttpClient(handler) { BaseAddress = new Uri(address) };
        var items = new ItemsClient(http, retries: new RetryOptions { MaximumAttempts = 1 });

        await items.Awaiting(it => it.GetHealthAsync()).Should().ThrowAsync<ApiException>();
        await items.Awaiting(it => it.ListItemsAsync(category: "a b")).Should().ThrowAsync<ApiException>();

        handler
            .Requests.Select(uri => uri.AbsoluteUri)
            .Should()
            .Equal(requested, $"{requested}api/v1/items?category=a%20b");
    }

    [Fact]
    public async Task Each_request_has_the_token_that_its_provider_returns()
    {
        string valid = await HostedApi.GetTokenAsync(shared.Api.Url);
        int calls = 0;
        var items = new ItemsClient(
            shared.Api.AnonymousClient,
            async cancellationToken =>
            {
                await Task.Yield();
                return ++calls == 1 ? "expired" : valid;
            }
        );

        var rejected = await items.Awaiting(it => it.ListItemsAsync()).Should().ThrowAsync<ApiException>();
        await items.ListItemsAsync();

        rejected.Which.StatusCode.Should().Be(401);
        calls.Should().Be(2);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("<p>", null)]
    [InlineData("[1]", null)]
    [InlineData("{}", null)]
    [InlineData("""{"message": "Forbidden"}""", "Forbidden")]
    [InlineData("""{"detail": {"code": 1}}""", """{"code": 1}""")]
    [InlineData(
        """{"detail": ["text", 1, null, {"loc": "body", "msg": "x"}]}""",
        """text; 1; ; {"loc": "body", "msg": "x"}"""
    )]
    [InlineData(
        """{"detail": [{"msg": "x"}, {"loc": ["body", 0]}]}""",
        """{"msg": "x"}; {"loc": ["body", 0]}"""
    )]
    [InlineData("""{"detail": [{"loc": ["body", 0], "msg": {}}]}""", "body.0: {}")]
    [InlineData("""{"detail": "\ud800"}""", null)]
    [InlineData("""{"\ud800": "x"}""", null)]
    public void The_detail_of_any_body_can_be_read(string? body, string? detail) =>
        new ApiException("", 500, body, new Dictionary<string, IEnumerable<string>>(), null)
            .Detail.Should()
            .Be(detail);

    [Fact]
    public void The_detail_of_a_body_that_is_not_Unicode_can_be_read() =>
        new ApiException("", 500, "\ud800", new Dictionary<string, IEnumerable<string>>(), null)
            .Detail.Should()
            .BeNull();

    /// <summary>Responds to every request with status 500.</summary>
    private sealed class FakeApi : HttpMessageHandler
    {
        public List<Uri> Requests { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Requests.Add(request.RequestUri!);
            if (request.Content is { } content)
            {
                Bodies.Add(await content.ReadAsStringAsync(cancellationToken));
            }

            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }
    }
}
