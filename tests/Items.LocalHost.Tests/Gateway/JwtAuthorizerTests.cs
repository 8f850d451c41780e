using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>Which tokens are accepted, and the errors of the others.</summary>
public sealed class JwtAuthorizerTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private static readonly string[] Scopes = ["items/read", "items/write"];

    // Constant: no test depends on the current time.
    private static readonly ManualClock Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly JwtAuthorizer _authorizer;

    public JwtAuthorizerTests()
    {
        var keySet = new JsonWebKeySet(
            Jwks.Set(new JsonObject { ["kty"] = "EC", ["kid"] = "ec" }, Jwks.Key("k1", _rsa))
        );
        var keys = new IssuerKeys(_ => Task.FromResult(keySet), Clock);
        _authorizer = new JwtAuthorizer(Issuer, ["web", "service"], keys, Clock);
    }

    public void Dispose() => _rsa.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    public async Task A_token_with_an_RSA_signature_is_accepted(string algorithm)
    {
        var identity = await AllowedAsync(Token(header: Header(algorithm)));

        identity.Scopes.Should().Equal("items/read");
    }

    [Fact]
    public async Task The_Bearer_prefix_is_optional()
    {
        await AllowedAsync(Token());
        await AllowedAsync($"Bearer {Token()}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Bearer ")]
    public async Task Without_a_token_the_challenge_is_Bearer(string authorization) =>
        (await DeniedAsync(authorization)).Challenge.Should().Be("Bearer");

    [Theory]
    // Each replaces one claim of a valid token; null removes it.
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
    public async Task A_token_with_an_invalid_claim_is_rejected(string claim, string? value, string reason)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        (await DeniedAsync(Token(claims))).Challenge.Should().Be(InvalidToken(reason));
    }

    [Theory]
    [InlineData(
        "iss",
        "\"https://other.example\"",
        "the token's iss is https://other.example, not https://issuer.example"
    )]
    [InlineData("client_id", "\"other\"", "the token's aud or client_id is other, not one of web, service")]
    [InlineData("aud", "[]", "the token's aud or client_id is missing, not one of web, service")]
    [InlineData("exp", "1789999999", "the token expired at 2026-09-21T14:13:19Z")]
    [InlineData("exp", null, "the token has no exp")]
    [InlineData("nbf", "1790000001", "the token's nbf is 2026-09-21T14:13:21Z, which is later than now")]
    [InlineData("iat", "1e300", "the token's iat is 1E+300, which is later than now")]
    [InlineData(
        "scope",
        "\"openid\"",
        "the token's scopes are openid; the route needs one of items/read, items/write"
    )]
    public async Task The_reason_of_a_rejection_has_the_values_of_the_token(
        string claim,
        string? value,
        string reason
    )
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        (await DeniedAsync(Token(claims))).Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData("aud", "\"web\"")]
    [InlineData("aud", "[\"other\",\"service\"]")]
    [InlineData("exp", "1790000001")]
    [InlineData("exp", "1790000000.5")]
    [InlineData("nbf", "1790000000")]
    [InlineData("iat", "1790000000")]
    public async Task A_claim_at_its_limit_is_accepted(string claim, string value)
    {
        var claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        await AllowedAsync(Token(claims));
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
    public async Task An_invalid_header_is_rejected(string header) =>
        (await DeniedAsync(Token(header: header))).Status.Should().Be(401);

    [Theory]
    [InlineData("{\"alg\":\"\\ud800\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"\\ud800\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"\\ud800\":1}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"\u00ff\"}")]
    public async Task Text_that_is_not_valid_Unicode_is_rejected(string header)
    {
        // Latin-1 turns U+00FF into the byte FF, which is not valid UTF-8.
        string encoded = Base64Url.EncodeToString(Encoding.Latin1.GetBytes(header));
        string[] parts = Token().Split('.');

        var error = await DeniedAsync($"{encoded}.{parts[1]}.{parts[2]}");

        error.Challenge.Should().Be(InvalidToken("the token is malformed"));
    }

    [Fact]
    public async Task Claims_that_are_not_valid_Unicode_are_rejected()
    {
        const string claims = """{"iss":"https://issuer.example","client_id":"\ud800","exp":1790003600}""";

        (await DeniedAsync(Token(claims))).Challenge.Should().Be(InvalidToken("the token is malformed"));
    }

    [Fact]
    public async Task An_HMAC_with_the_public_key_is_rejected()
    {
        string signed = $"{Encode("""{"alg":"HS256","kid":"k1"}""")}.{Encode(Claims().ToJsonString())}";
        byte[] publicKey = Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
        byte[] mac = HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(signed));

        (await DeniedAsync($"{signed}.{Base64Url.EncodeToString(mac)}")).Status.Should().Be(401);
    }

    [Theory]
    [InlineData("AQ")]
    [InlineData("qqqq")]
    public async Task A_key_that_is_no_RSA_key_verifies_no_signature(string modulus)
    {
        var keySet = new JsonWebKeySet(
            $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{modulus}}","e":"AQAB"}]}"""
        );
        var keys = new IssuerKeys(_ => Task.FromResult(keySet), Clock);
        var authorizer = new JwtAuthorizer(Issuer, ["web"], keys, Clock);

        var result = await authorizer.AuthorizeAsync(Token(), Scopes);

        result
            .Should()
            .BeOfType<AuthorizationResult.Denied>()
            .Which.Error.Challenge.Should()
            .Be(InvalidToken("the signature is invalid"));
    }

    [Fact]
    public async Task A_modified_or_malformed_token_is_rejected()
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

        var errors = await Task.WhenAll(broken.Select(DeniedAsync));

        errors.Should().OnlyContain(error => error.Status == 401);
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
    public async Task A_route_with_scopes_requires_one_of_them(string claim, string value, bool isAllowed)
    {
        var claims = Claims();
        claims.Remove("scope");
        claims[claim] = JsonNode.Parse(value);

        if (isAllowed)
        {
            await AllowedAsync(Token(claims));
            return;
        }

        var error = await DeniedAsync(Token(claims));
        error.Status.Should().Be(403);
        error.Message.Should().Be("Forbidden");
        error
            .Challenge.Should()
            .StartWith("Bearer scope=\"items/read items/write\" error=\"insufficient_scope\"");
    }

    [Fact]
    public async Task An_ID_token_is_accepted_only_on_a_route_without_scopes()
    {
        var claims = Claims();
        claims.Remove("scope");
        claims.Remove("client_id");
        claims["aud"] = "web";
        claims["token_use"] = "id";

        await AllowedAsync(Token(claims), []);
        (await DeniedAsync(Token(claims))).Status.Should().Be(403);
    }

    [Fact]
    public async Task Claims_are_rendered_as_text_and_scopes_only_on_a_route_with_scopes()
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

        var scoped = await AllowedAsync(Token(claims.AsObject()));
        var unscoped = await AllowedAsync(Token(claims.AsObject()), []);

        scoped
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
        unscoped.Scopes.Should().BeNull();
    }

    private async Task<JwtIdentity> AllowedAsync(string authorization, IReadOnlyList<string>? scopes = null)
    {
        var result = await _authorizer.AuthorizeAsync(authorization, scopes ?? Scopes);
        return result.Should().BeOfType<AuthorizationResult.Allowed>().Subject.Identity!;
    }

    private async Task<GatewayError> DeniedAsync(string authorization)
    {
        var result = await _authorizer.AuthorizeAsync(authorization, Scopes);
        return result.Should().BeOfType<AuthorizationResult.Denied>().Subject.Error;
    }

    private static string InvalidToken(string description) =>
        $"Bearer scope=\"\" error=\"invalid_token\" error_description=\"{description}\"";

    private static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","kid":"k1"}""";

    private static JsonObject Claims() =>
        new()
        {
            ["iss"] = Issuer,
            ["sub"] = "a-user",
            ["client_id"] = "web",
            ["scope"] = "items/read",
            ["exp"] = 1_790_003_600,
            ["iat"] = 1_789_999_000,
        };

    /// <summary>Signed with the right key, so that only the header or the claims can be invalid.</summary>
    private string Token(JsonObject? claims = null, string? header = null) =>
        Token((claims ?? Claims()).ToJsonString(), header);

    private string Token(string claims, string? header = null)
    {
        header ??= Header("RS256");
        string signed = $"{Encode(header)}.{Encode(claims)}";
        var hash =
            header.Contains("RS384") ? HashAlgorithmName.SHA384
            : header.Contains("RS512") ? HashAlgorithmName.SHA512
            : HashAlgorithmName.SHA256;
        byte[] signature = _rsa.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
