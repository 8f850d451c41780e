using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Issuer;

/// <summary>An OAuth authorization request: authorization code flow with PKCE (RFC 7636).</summary>
internal sealed record AuthorizationRequest(
    UserPoolClientSettings Client,
    string RedirectUri,
    IReadOnlyList<string> Scopes,
    string Challenge,
    string? State,
    string? Nonce
)
{
    public static AuthorizationRequestResult Read(IQueryCollection query, UserPoolSettings pool)
    {
        if (
            pool.Clients.FirstOrDefault(client =>
                client.Id == query.SingleValue("client_id") && !client.IsService
            )
            is not { } client
        )
        {
            return new AuthorizationRequestResult.Invalid("client_id is not a client for users");
        }

        if (query.SingleValue("redirect_uri") is not { } redirectUri || !IsAllowed(client, redirectUri))
        {
            return new AuthorizationRequestResult.Invalid(
                "redirect_uri is not one of the client's callback URLs"
            );
        }

        string? state = query.SingleValue("state");
        string[] scopes = query.Scopes() is { Length: > 0 } requested ? requested : [.. client.Scopes];
        string? challenge = query.SingleValue("code_challenge");
        string? error =
            query.SingleValue("response_type") != "code" ? "unsupported_response_type"
            : scopes.Except(client.Scopes).Any() ? "invalid_scope"
            : challenge is null || query.SingleValue("code_challenge_method") != "S256" ? "invalid_request"
            : null;
        return error is null
            ? new AuthorizationRequestResult.Valid(
                new AuthorizationRequest(
                    client,
                    redirectUri,
                    scopes,
                    challenge!,
                    state,
                    query.SingleValue("nonce")
                )
            )
            : new AuthorizationRequestResult.Redirect(
                AddParameters(redirectUri, ("error", error), ("state", state))
            );
    }

    /// <summary>The client's address with the code.</summary>
    public string RedirectUriWith(string code) =>
        AddParameters(RedirectUri, ("code", code), ("state", State));

    /// <summary>Whether the verifier is the one that the challenge was made of.</summary>
    public bool Matches(string verifier) =>
        verifier.Length is >= 43 and <= 128
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
            ),
            Encoding.ASCII.GetBytes(Challenge)
        );

    // A page under development may be on any port of this machine.
    private static bool IsAllowed(UserPoolClientSettings client, string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
        && uri.Fragment.Length == 0
        && (
            client.CallbackUrls.Contains(redirectUri)
            || (
                uri is { Scheme: "http", UserInfo: "" } && (uri.Host is "localhost" or "127.0.0.1" or "[::1]")
            )
        );

    private static string AddParameters(string address, params (string Name, string? Value)[] parameters)
    {
        var uri = new UriBuilder(address);
        var added = parameters
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        uri.Query = string.Join(
            '&',
            [.. uri.Query.Length > 1 ? [uri.Query[1..]] : Array.Empty<string>(), .. added]
        );
        return uri.Uri.AbsoluteUri;
    }
}

/// <summary>The result of reading an authorization request.</summary>
internal abstract record AuthorizationRequestResult
{
    public sealed record Valid(AuthorizationRequest Request) : AuthorizationRequestResult;

    /// <summary>An error for the client.</summary>
    /// <param name="Location">The client's address with the error.</param>
    public sealed record Redirect(string Location) : AuthorizationRequestResult;

    /// <summary>An error for the user: the address is not one of the client's, so it must not receive anything.</summary>
    public sealed record Invalid(string Message) : AuthorizationRequestResult;
}
