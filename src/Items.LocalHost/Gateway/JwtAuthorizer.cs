using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>The JWT authorizer of an HTTP API: its checks, in its order, with its answers.</summary>
/// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html</remarks>
internal sealed class JwtAuthorizer(
    string issuer,
    IReadOnlyList<string> audience,
    JsonWebKeys keys,
    TimeProvider clock
)
{
    private const string Prefix = "Bearer ";

    /// <param name="authorization">The header's value: a bare token or one with <c>Bearer</c>. Several are joined by commas.</param>
    /// <param name="scopes">Any one of them is enough; none is needed when it is empty.</param>
    public async Task<(JwtIdentity? Identity, GatewayError? Denial)> AuthorizeAsync(
        string authorization,
        IReadOnlyList<string> scopes
    )
    {
        string text = authorization.StartsWith(Prefix, StringComparison.Ordinal)
            ? authorization[Prefix.Length..]
            : authorization;
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, GatewayError.Unauthorized("Bearer"));
        }

        try
        {
            using var token = Jwt.Parse(text.Trim());
            await VerifySignatureAsync(token);
            CheckClaims(token.Payload);
            return Authorize(token.Payload, scopes);
        }
        catch (InvalidTokenException invalid)
        {
            string challenge =
                $"Bearer scope=\"\" error=\"invalid_token\" error_description=\"{invalid.Message}\"";
            return (null, GatewayError.Unauthorized(challenge));
        }
    }

    private async Task VerifySignatureAsync(Jwt token)
    {
        var algorithm = token.Algorithm switch
        {
            "RS256" => HashAlgorithmName.SHA256,
            "RS384" => HashAlgorithmName.SHA384,
            "RS512" => HashAlgorithmName.SHA512,
            _ => throw new InvalidTokenException("signing method is invalid"),
        };
        var key =
            await keys.FindAsync(token.KeyId ?? throw new InvalidTokenException("kid is missing"))
            ?? throw new InvalidTokenException("the token has an unknown kid");
        if (!IsSigned(token, key, algorithm))
        {
            throw new InvalidTokenException("the signature is invalid");
        }
    }

    private static bool IsSigned(Jwt token, RSAParameters key, HashAlgorithmName algorithm)
    {
        try
        {
            using var rsa = RSA.Create(key);
            return rsa.VerifyData(
                Encoding.ASCII.GetBytes(token.SignedText),
                token.Signature,
                algorithm,
                RSASignaturePadding.Pkcs1
            );
        }
        catch (CryptographicException)
        {
            // The issuer published numbers that are no RSA key.
            return false;
        }
    }

    private void CheckClaims(JsonElement claims)
    {
        if (Text(claims, "iss") != issuer)
        {
            throw new InvalidTokenException("the token does not have a valid issuer");
        }

        // Access tokens of Cognito have no aud; their client_id counts only then.
        var audiences = claims.TryGetProperty("aud", out var aud) ? Texts(aud) : [Text(claims, "client_id")];
        if (!audiences.Any(audience.Contains))
        {
            throw new InvalidTokenException("the token does not have a valid audience");
        }

        double now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (Time(claims, "exp") is not { } expires || expires <= now)
        {
            throw new InvalidTokenException("the token has expired");
        }

        if (Time(claims, "nbf") > now || Time(claims, "iat") > now)
        {
            throw new InvalidTokenException("the token is not valid yet");
        }
    }

    private static (JwtIdentity? Identity, GatewayError? Denial) Authorize(
        JsonElement claims,
        IReadOnlyList<string> scopes
    )
    {
        var rendered = JwtIdentity.Render(claims);
        if (scopes.Count == 0)
        {
            return (new JwtIdentity(rendered, null), null);
        }

        string[] granted =
            claims.TryGetProperty("scope", out var scope) ? ScopesOf(scope)
            : claims.TryGetProperty("scp", out var scp) ? ScopesOf(scp)
            : [];
        return granted.Any(scopes.Contains)
            ? (new JwtIdentity(rendered, granted), null)
            : (
                null,
                GatewayError.Forbidden(
                    $"Bearer scope=\"{string.Join(' ', scopes)}\" error=\"insufficient_scope\" "
                        + "error_description=\"the token does not have a required scope\""
                )
            );
    }

    private static string[] ScopesOf(JsonElement value) =>
        [
            .. Texts(value)
                .OfType<string>()
                .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static IEnumerable<string?> Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()],
            JsonValueKind.Array => value
                .EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.String)
                .Select(item => item.GetString()),
            _ => [],
        };

    private static double? Time(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? null
        // 1e400 reads as infinity, a time that never comes.
        : value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double seconds)
        && double.IsFinite(seconds)
            ? seconds
        : throw new InvalidTokenException($"{name} is not a time");
}
