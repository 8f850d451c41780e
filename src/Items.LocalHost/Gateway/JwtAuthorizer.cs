using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>A JWT authorizer of an HTTP API, with API Gateway's checks, their order and their error messages.</summary>
/// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html</remarks>
internal sealed class JwtAuthorizer(
    string issuer,
    IReadOnlyList<string> audience,
    IssuerKeys keys,
    TimeProvider clock
)
{
    private const string Prefix = "Bearer ";

    /// <param name="authorization">Value of the header: a token, with or without <c>Bearer</c>.</param>
    /// <param name="scopes">The token needs one of them, or none when the list is empty.</param>
    public async Task<AuthorizationResult> AuthorizeAsync(string authorization, IReadOnlyList<string> scopes)
    {
        string text = authorization.StartsWith(Prefix, StringComparison.Ordinal)
            ? authorization[Prefix.Length..]
            : authorization;
        if (string.IsNullOrWhiteSpace(text))
        {
            return new AuthorizationResult.Denied(
                GatewayError.Unauthorized("Bearer", "the Authorization header is missing or empty")
            );
        }

        try
        {
            using var token = Jwt.Parse(text.Trim());
            await JwtSignature.VerifyAsync(token, keys);
            CheckClaims(token.Payload);
            return CheckScopes(token.Payload, scopes);
        }
        catch (InvalidTokenException invalid)
        {
            return Invalid(invalid);
        }
        catch (InvalidOperationException)
        {
            // JsonElement throws this for text that is not valid Unicode.
            return Invalid(InvalidTokenException.Malformed());
        }
    }

    private static AuthorizationResult.Denied Invalid(InvalidTokenException error) =>
        new(
            GatewayError.Unauthorized(
                $"Bearer scope=\"\" error=\"invalid_token\" error_description=\"{error.Message}\"",
                error.Reason
            )
        );

    private void CheckClaims(JsonElement claims)
    {
        string? tokenIssuer = Text(claims, "iss");
        if (tokenIssuer != issuer)
        {
            throw new InvalidTokenException(
                "the token does not have a valid issuer",
                $"the token's iss is {tokenIssuer ?? "missing"}, not {issuer}"
            );
        }

        // The access tokens of Cognito have a client_id instead of an aud.
        string?[] audiences = claims.TryGetProperty("aud", out var aud)
            ? [.. Texts(aud)]
            : [Text(claims, "client_id")];
        if (!audiences.Any(audience.Contains))
        {
            throw new InvalidTokenException(
                "the token does not have a valid audience",
                $"the token's aud or client_id is {List(audiences)}, not one of {List(audience)}"
            );
        }

        CheckTimes(claims);
    }

    private void CheckTimes(JsonElement claims)
    {
        double now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        double? expires = Time(claims, "exp");
        if (expires is null || expires <= now)
        {
            throw new InvalidTokenException(
                "the token has expired",
                expires is { } end ? $"the token expired at {Rendered(end)}" : "the token has no exp"
            );
        }

        foreach (string name in new[] { "nbf", "iat" })
        {
            if (Time(claims, name) is { } start && start > now)
            {
                throw new InvalidTokenException(
                    "the token is not valid yet",
                    $"the token's {name} is {Rendered(start)}, which is later than now"
                );
            }
        }
    }

    private static AuthorizationResult CheckScopes(JsonElement claims, IReadOnlyList<string> required)
    {
        var rendered = JwtIdentity.Render(claims);
        if (required.Count == 0)
        {
            return new AuthorizationResult.Allowed(new JwtIdentity(rendered, null));
        }

        string[] granted =
            claims.TryGetProperty("scope", out var scope) ? ScopesOf(scope)
            : claims.TryGetProperty("scp", out var scp) ? ScopesOf(scp)
            : [];
        return granted.Any(required.Contains)
            ? new AuthorizationResult.Allowed(new JwtIdentity(rendered, granted))
            : new AuthorizationResult.Denied(
                GatewayError.Forbidden(
                    $"Bearer scope=\"{string.Join(' ', required)}\" error=\"insufficient_scope\" "
                        + "error_description=\"the token does not have a required scope\"",
                    $"the token's scopes are {List(granted)}; the route needs one of {List(required)}"
                )
            );
    }

    private static string List(IReadOnlyList<string?> values) =>
        values.Count == 0 ? "missing" : string.Join(", ", values.Select(value => value ?? "missing"));

    private static string Rendered(double time) =>
        time is > 0 and < 253_402_300_800
            ? $"{DateTimeOffset.UnixEpoch.AddSeconds(time):yyyy-MM-ddTHH:mm:ssZ}"
            : $"{time}";

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
        // 1e400 is read as infinity.
        : value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double seconds)
        && double.IsFinite(seconds)
            ? seconds
        : throw new InvalidTokenException($"{name} is not a time");
}
