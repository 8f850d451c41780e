using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>Which tokens open a route, and what is said about the others.</summary>
public sealed class JwtAuthorizerTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private static readonly string[] Scopes = ["items/read", "items/write"];

    // A year before the first real one: nothing here depends on today.
    private static readonly TestClock Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly JsonWebKeys _keys;
    private readonly JwtAuthorizer _authorizer;

    public JwtAuthorizerTests()
    {
        _keys = new JsonWebKeys(_ => Task.FromResult(TestKeys.Set("k1", _rsa)), Clock);
        _authorizer = new JwtAuthorizer(Issuer, ["web", "service"], _keys, Clock);
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _keys.Dispose();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    public async Task A_token_with_an_RSA_signature_opens(string algorithm)
    {
        var (identity, denial) = await AuthorizeAsync(Token(header: Header(algorithm)));

        denial.Should().BeNull();
        identity!.Scopes.Should().Equal("items/read");
    }

    [Fact]
    public async Task Bearer_in_front_of_the_token_is_optional()
    {
        (await _authorizer.AuthorizeAsync(Token(), Scopes)).Denial.Should().BeNull();
        (await _authorizer.AuthorizeAsync($"Bearer {Token()}", Scopes)).Denial.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Bearer ")]
    public async Task Without_a_token_the_challenge_says_only_bearer(string authorization)
    {
        var (_, denial) = await _authorizer.AuthorizeAsync(authorization, Scopes);

        denial.Should().Be(GatewayError.Unauthorized("Bearer"));
    }

    [Theory]
    // Each changes one claim of a good token; null takes it away.
    [InlineData("iss", "\"https://issuer.example/\"", "the token does not have a valid issuer")]
    [InlineData("iss", "\"https://other.example\"", "the token does not have a valid issuer")]
    [InlineData("iss", null, "the token does not have a valid issuer")]
    [InlineData("client_id", "\"other\"", "the token does not have a valid audience")]
    [InlineData("client_id", null, "the token does not have a valid audience")]
    [InlineData("aud", "\"other\"", "the token does not have a valid audience")]
    [InlineData("aud", "[]", "the token does not have a valid audience")]
    [InlineData("aud", "null", "the token does not have a valid audience")]
    [InlineData("exp", "1789999999", "the token has expired")]
    [InlineData("exp", "1790000000", "the token has expired")]
    [InlineData("exp", null, "the token has expired")]
    [InlineData("exp", "\"1790009999\"", "exp is not a time")]
    [InlineData("nbf", "1790000001", "the token is not valid yet")]
    [InlineData("iat", "1790000001", "the token is not valid yet")]
    public async Task A_token_with_a_wrong_claim_is_refused(string claim, string? value, string reason)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        var (identity, denial) = await AuthorizeAsync(Token(claims));

        identity.Should().BeNull();
        denial!.Status.Should().Be(401);
        denial.Message.Should().Be("Unauthorized");
        denial
            .Challenge.Should()
            .Be($"Bearer scope=\"\" error=\"invalid_token\" error_description=\"{reason}\"");
    }

    [Theory]
    [InlineData("aud", "\"web\"")]
    [InlineData("aud", "[\"other\",\"service\"]")]
    [InlineData("exp", "1790000001")]
    [InlineData("exp", "1790000000.5")]
    [InlineData("nbf", "1790000000")]
    [InlineData("iat", "1790000000")]
    public async Task A_claim_at_its_limit_still_opens(string claim, string value)
    {
        var claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        (await AuthorizeAsync(Token(claims))).Denial.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"k1"}""")]
    [InlineData("""{"alg":"HS256","kid":"k1"}""")]
    [InlineData("""{"alg":"ES256","kid":"k1"}""")]
    [InlineData("""{"alg":"PS256","kid":"k1"}""")]
    [InlineData("""{"alg":"rs256","kid":"k1"}""")]
    [InlineData("""{"kid":"k1"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":""}""")]
    [InlineData("""{"alg":"RS256","kid":7}""")]
    [InlineData("""{"alg":"RS256","kid":"k2"}""")]
    [InlineData("""{"alg":"RS256","kid":"../../k1"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"k1"}""")]
    [InlineData("""[]""")]
    [InlineData("not JSON")]
    public async Task A_header_that_is_not_RSA_with_a_known_key_is_refused(string header) =>
        (await AuthorizeAsync(Token(header: header))).Denial!.Status.Should().Be(401);

    [Fact]
    public async Task An_HMAC_with_the_public_key_is_no_signature()
    {
        string signed = $"{Encode("""{"alg":"HS256","kid":"k1"}""")}.{Encode(Claims().ToJsonString())}";
        byte[] publicKey = Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
        byte[] mac = HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(signed));

        (await AuthorizeAsync($"{signed}.{Base64Url.EncodeToString(mac)}")).Denial!.Status.Should().Be(401);
    }

    [Fact]
    public async Task A_token_that_was_changed_or_taken_apart_is_refused()
    {
        string[] parts = Token().Split('.');
        var claims = Claims();
        claims["scope"] = "items/write";
        string[] broken =
        [
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}=x",
            $"{parts[0]}.{parts[1]}.***",
            $"{parts[0]}.{Encode("[1]")}.{parts[2]}",
            $"{Token()},Bearer {Token()}",
            "..",
            "garbage",
        ];
        foreach (string token in broken)
        {
            (await AuthorizeAsync(token)).Denial!.Status.Should().Be(401, "{0} is broken", token);
        }
    }

    [Theory]
    [InlineData("scope", "\"items/write\"", true)]
    [InlineData("scope", "\"openid items/read\"", true)]
    [InlineData("scp", "[\"items/read\"]", true)]
    [InlineData("scp", "\"x items/read\"", true)]
    [InlineData("scope", "\"openid\"", false)]
    [InlineData("scope", "\"items/readers\"", false)]
    [InlineData("scope", "\"\"", false)]
    [InlineData("scope", "7", false)]
    public async Task A_route_with_scopes_needs_one_of_them(string claim, string value, bool opens)
    {
        var claims = Claims();
        claims.Remove("scope");
        claims[claim] = JsonNode.Parse(value);

        var (identity, denial) = await AuthorizeAsync(Token(claims));

        (identity is not null).Should().Be(opens);
        if (!opens)
        {
            denial!.Status.Should().Be(403);
            denial.Message.Should().Be("Forbidden");
            denial
                .Challenge.Should()
                .StartWith("Bearer scope=\"items/read items/write\" error=\"insufficient_scope\"");
        }
    }

    [Fact]
    public async Task An_ID_token_passes_a_route_without_scopes_and_no_other()
    {
        var claims = Claims();
        claims.Remove("scope");
        claims.Remove("client_id");
        claims["aud"] = "web";
        claims["token_use"] = "id";

        (await _authorizer.AuthorizeAsync(Token(claims), [])).Denial.Should().BeNull();
        (await _authorizer.AuthorizeAsync(Token(claims), Scopes)).Denial!.Status.Should().Be(403);
    }

    [Fact]
    public async Task Claims_reach_the_function_as_text_and_scopes_only_where_the_route_has_some()
    {
        var claims = JsonNode.Parse(
            """
            {"number":17,"fraction":1.50,"yes":true,"no":false,"nothing":null,"list":["a","b c",3,true],"empty":[],
             "object":{"a":[1]},"text":"t"}
            """
        )!;
        foreach (var (name, value) in Claims())
        {
            claims[name] = value!.DeepClone();
        }

        var (scoped, _) = await _authorizer.AuthorizeAsync(Token(claims.AsObject()), Scopes);
        var (unscoped, _) = await _authorizer.AuthorizeAsync(Token(claims.AsObject()), []);

        scoped!
            .Claims.Should()
            .Contain(
                new Dictionary<string, string>
                {
                    ["number"] = "17",
                    ["fraction"] = "1.50",
                    ["yes"] = "true",
                    ["no"] = "false",
                    ["list"] = "[a b c 3 true]",
                    ["empty"] = "[]",
                    ["object"] = """{"a":[1]}""",
                    ["text"] = "t",
                    ["exp"] = "1790003600",
                }
            );
        scoped.Claims.Should().NotContain(claim => claim.Key == "nothing");
        scoped.Scopes.Should().Equal("items/read");
        unscoped!.Scopes.Should().BeNull();
    }

    private Task<(JwtIdentity? Identity, GatewayError? Denial)> AuthorizeAsync(string token) =>
        _authorizer.AuthorizeAsync($"Bearer {token}", Scopes);

    private static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","kid":"k1"}""";

    private static JsonObject Claims() =>
        new()
        {
            ["iss"] = Issuer,
            ["sub"] = "somebody",
            ["client_id"] = "web",
            ["scope"] = "items/read",
            ["exp"] = 1_790_003_600,
            ["iat"] = 1_789_999_000,
        };

    /// <summary>Signed with the right key whatever the header says, so that only the header can be at fault.</summary>
    private string Token(JsonObject? claims = null, string? header = null)
    {
        header ??= Header("RS256");
        string signed = $"{Encode(header)}.{Encode((claims ?? Claims()).ToJsonString())}";
        var hash =
            header.Contains("RS384") ? HashAlgorithmName.SHA384
            : header.Contains("RS512") ? HashAlgorithmName.SHA512
            : HashAlgorithmName.SHA256;
        byte[] signature = _rsa.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
