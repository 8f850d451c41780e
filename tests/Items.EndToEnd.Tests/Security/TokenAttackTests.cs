using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Tokens that the gateway or the function must not believe, on every protected call.</summary>
public sealed class TokenAttackTests(AttackFixture stack) : IClassFixture<AttackFixture>
{
    private const string Unauthorized = """{"message":"Unauthorized"}""";
    private const string Forbidden = """{"message":"Forbidden"}""";
    private const string NotPermitted = """{"detail":"Not enough permissions"}""";

    private static readonly string[] Methods = ["POST", "PUT", "DELETE", "GET"];

    [Fact]
    public async Task Nobody_gets_in_without_a_token() =>
        await ShouldAllAnswerAsync(null, (401, Unauthorized), Methods);

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_opens_nothing(string trick)
    {
        string authorization = ForgedTokens.All[trick](stack.Issuer);

        await ShouldAllAnswerAsync(authorization, (401, Unauthorized), Methods);
    }

    [Fact]
    public async Task Only_the_published_keys_are_ever_fetched()
    {
        await CallAsync("GET", ForgedTokens.All["points to its own jku"](stack.Issuer));
        await CallAsync("GET", ForgedTokens.All["kid is a path"](stack.Issuer));

        stack
            .Issuer.Requests.Distinct()
            .Should()
            .BeSubsetOf(["/.well-known/openid-configuration", "/.well-known/jwks.json"]);
    }

    [Fact]
    public async Task Unknown_keys_do_not_make_the_gateway_call_the_issuer_each_time()
    {
        int before = stack.Issuer.Requests.Count;
        for (int i = 0; i < 20; i++)
        {
            string token = Jwt.Access(stack.Issuer, "items/read")
                .WithHeader("kid", $"key-{i}")
                .Sign(stack.Issuer.Key);
            (await CallAsync("GET", $"Bearer {token}")).Status.Should().Be(401);
        }

        (stack.Issuer.Requests.Count - before).Should().BeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_token_to_read_does_not_write(string method) =>
        await ShouldAllAnswerAsync($"Bearer {stack.ReadToken}", (403, NotPermitted), method);

    [Fact]
    public async Task A_token_to_write_does_not_read() =>
        await ShouldAllAnswerAsync(
            $"Bearer {Jwt.Access(stack.Issuer, "items/write").Sign(stack.Issuer.Key)}",
            (403, NotPermitted),
            "GET"
        );

    [Theory]
    [InlineData("")]
    [InlineData("aws.cognito.signin.user.admin")]
    [InlineData("items/writer items/reader")]
    [InlineData("ITEMS/WRITE")]
    [InlineData("items/*")]
    [InlineData("items/read,items/write")]
    [InlineData("[items/read")]
    [InlineData("items/write\u0000")]
    public async Task A_scope_counts_only_when_it_is_exactly_that(string scope) =>
        await ShouldAllAnswerAsync(
            $"Bearer {Jwt.Access(stack.Issuer, scope).Sign(stack.Issuer.Key)}",
            (403, Forbidden),
            Methods
        );

    [Fact]
    public async Task An_ID_token_is_not_an_access_token()
    {
        var token = Jwt.Access(stack.Issuer, "")
            .With("scope", null)
            .With("client_id", null)
            .With("aud", Jwt.Audience)
            .With("token_use", "id");

        await ShouldAllAnswerAsync($"Bearer {token.Sign(stack.Issuer.Key)}", (403, Forbidden), Methods);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("refresh")]
    [InlineData("Access")]
    [InlineData(null)]
    public async Task The_function_takes_access_tokens_only_even_with_the_right_scope(string? use)
    {
        var token = Jwt.Access(stack.Issuer, "items/read items/write").With("token_use", use);

        await ShouldAllAnswerAsync($"Bearer {token.Sign(stack.Issuer.Key)}", (403, NotPermitted), Methods);
    }

    [Fact]
    public async Task Anothers_idempotency_key_replays_nothing()
    {
        string key = Guid.NewGuid().ToString();
        string other = Jwt.Access(stack.Issuer, "items/write")
            .With("sub", "somebody-else")
            .Sign(stack.Issuer.Key);

        var mine = await CreateAsync(stack.WriteToken, key);
        var others = await CreateAsync(other, key);
        var again = await CreateAsync(stack.WriteToken, key);

        others.ItemId.Should().NotBe(mine.ItemId);
        others.Header("idempotent-replayed").Should().BeNull();
        again.ItemId.Should().Be(mine.ItemId);
        again.Header("idempotent-replayed").Should().Be("true");
    }

    public static TheoryData<string> Forgeries() => [.. ForgedTokens.All.Keys];

    private Task ShouldAllAnswerAsync(
        string? authorization,
        (int, string) expected,
        params string[] methods
    ) =>
        stack.FailsWithoutTraceAsync(
            async () =>
            {
                var texts = new List<string>();
                foreach (string method in methods)
                {
                    var answer = await CallAsync(method, authorization);
                    (answer.Status, answer.Body).Should().Be(expected, "that is for {0}", method);
                    answer.Header("www-authenticate").Should().StartWith("Bearer");
                    texts.Add($"{answer.Body}\n{answer.Headers}\n{answer.ContentHeaders}");
                }

                return texts;
            },
            (authorization ?? "").Split(' ', '.')
        );

    private Task<Answer> CreateAsync(string token, string key) =>
        stack.Stack.AnonymousClient.CallAsync(
            "POST",
            Api.Items,
            Api.Mug,
            headers: [("authorization", $"Bearer {token}"), ("idempotency-key", key)]
        );

    private Task<Answer> CallAsync(string method, string? authorization) =>
        stack.Stack.AnonymousClient.CallAsync(
            method,
            method == "POST" ? Api.Items : Api.Item(stack.ItemId),
            method is "POST" or "PUT" ? Api.Mug : null,
            headers: authorization is null ? [] : [("authorization", authorization)]
        );
}
