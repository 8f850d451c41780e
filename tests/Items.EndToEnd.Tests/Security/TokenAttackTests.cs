namespace Items.EndToEnd.Tests.Security;

/// <summary>Tokens that the gateway or the function must reject, on every protected operation.</summary>
public sealed class TokenAttackTests(AttackFixture fixture) : IClassFixture<AttackFixture>
{
    private const string Unauthorized = """{"message":"Unauthorized"}""";
    private const string Forbidden = """{"message":"Forbidden"}""";
    private const string NotPermitted = """{"detail":"Not enough permissions"}""";

    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE", "GET"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_rejected_with_401(string name)
    {
        string authorization = ForgedTokens.All[name](fixture.Issuer);

        await ShouldRejectAllAsync(authorization, (401, Unauthorized), Methods);
    }

    [Fact]
    public async Task Keys_are_fetched_only_from_the_issuers_key_set()
    {
        await CallAsync("GET", ForgedTokens.All["own key set in jku"](fixture.Issuer));
        await CallAsync("GET", ForgedTokens.All["kid is a path"](fixture.Issuer));

        fixture
            .Issuer.Requests.Should()
            .NotBeEmpty()
            .And.BeSubsetOf(["/.well-known/openid-configuration", "/.well-known/jwks.json"]);
    }

    [Fact]
    public async Task Unknown_keys_do_not_make_the_gateway_call_the_issuer_for_each_request()
    {
        int before = fixture.Issuer.Requests.Count;
        for (int i = 0; i < 20; i++)
        {
            string token = fixture
                .Issuer.Token("items/read")
                .WithHeader("kid", $"key-{i}")
                .Sign(fixture.Issuer.Key);
            (await CallAsync("GET", $"Bearer {token}")).Status.Should().Be(401);
        }

        (fixture.Issuer.Requests.Count - before).Should().BeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_token_for_reading_cannot_write(string method)
    {
        string authorization = $"Bearer {fixture.ReadToken}";

        await ShouldRejectAllAsync(authorization, (403, NotPermitted), method);
        (await CallAsync(method, authorization))
            .Header("www-authenticate")
            .Should()
            .Be("Bearer scope=\"items/write\", error=\"insufficient_scope\"");
    }

    [Fact]
    public async Task A_token_for_writing_cannot_read()
    {
        string authorization = $"Bearer {fixture.Issuer.SignedToken("items/write")}";

        await ShouldRejectAllAsync(authorization, (403, NotPermitted), "GET");
        (await CallAsync("HEAD", authorization)).ShouldBeEmpty(403);
    }

    [Theory]
    [InlineData("")]
    [InlineData("aws.cognito.signin.user.admin")]
    [InlineData("items/writer items/reader")]
    [InlineData("ITEMS/WRITE")]
    [InlineData("items/*")]
    [InlineData("items/read,items/write")]
    [InlineData("[items/read")]
    [InlineData("items/write\u0000")]
    public async Task A_similar_scope_is_rejected_with_403(string scope) =>
        await ShouldRejectAllAsync($"Bearer {fixture.Issuer.SignedToken(scope)}", (403, Forbidden), Methods);

    [Fact]
    public async Task An_ID_token_is_rejected_with_403()
    {
        var token = fixture
            .Issuer.Token("")
            .With("scope", null)
            .With("client_id", null)
            .With("aud", TestIssuer.Audience)
            .With("token_use", "id");

        await ShouldRejectAllAsync($"Bearer {token.Sign(fixture.Issuer.Key)}", (403, Forbidden), Methods);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("refresh")]
    [InlineData("Access")]
    [InlineData(null)]
    public async Task The_function_rejects_tokens_that_are_not_access_tokens(string? use)
    {
        var token = fixture.Issuer.Token("items/read items/write").With("token_use", use);

        await ShouldRejectAllAsync($"Bearer {token.Sign(fixture.Issuer.Key)}", (403, NotPermitted), Methods);
    }

    [Fact]
    public async Task An_idempotency_key_of_another_caller_replays_nothing()
    {
        string key = Guid.NewGuid().ToString();
        string other = fixture
            .Issuer.Token("items/write")
            .With("sub", "another-user")
            .Sign(fixture.Issuer.Key);

        var mine = await CreateAsync(fixture.WriteToken, key);
        var others = await CreateAsync(other, key);
        var again = await CreateAsync(fixture.WriteToken, key);

        others.ItemId.Should().NotBe(mine.ItemId);
        others.Header("idempotent-replayed").Should().BeNull();
        again.ItemId.Should().Be(mine.ItemId);
        again.Header("idempotent-replayed").Should().Be("true");
    }

    public static TheoryData<string> Forgeries() => [.. ForgedTokens.All.Keys];

    private Task ShouldRejectAllAsync(
        string? authorization,
        (int, string) expected,
        params string[] methods
    ) =>
        fixture.ShouldHaveNoEffectAsync(
            async () =>
            {
                var texts = new List<string>();
                foreach (string method in methods)
                {
                    var response = await CallAsync(method, authorization);
                    (response.Status, response.Body)
                        .Should()
                        .Be(expected, "that is expected for {0}", method);
                    response.Header("www-authenticate").Should().StartWith("Bearer");
                    texts.Add($"{response.Body}\n{response.Headers}\n{response.ContentHeaders}");
                }

                return texts;
            },
            (authorization ?? "").Split(' ', '.')
        );

    private Task<ApiResponse> CreateAsync(string token, string key) =>
        fixture.Api.AnonymousClient.CallAsync(
            "POST",
            ItemsApi.Items,
            ItemsApi.Mug,
            headers: [ItemsApi.Bearer(token), ("idempotency-key", key)]
        );

    private Task<ApiResponse> CallAsync(string method, string? authorization) =>
        fixture.Api.AnonymousClient.CallAsync(
            method,
            method == "POST" ? ItemsApi.Items : ItemsApi.Item(fixture.ItemId),
            method is "POST" or "PUT" or "PATCH" ? ItemsApi.Mug : null,
            headers: authorization is null ? [] : [("authorization", authorization)]
        );
}
