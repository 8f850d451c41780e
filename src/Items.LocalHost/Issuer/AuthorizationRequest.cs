using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Issuer;

/// <summary>A browser's wish to have a user signed in: authorization code flow with PKCE (RFC 7636).</summary>
internal sealed record AuthorizationRequest(
    UserPoolClientSettings Client,
    string RedirectUri,
    IReadOnlyList<string> Scopes,
    string Challenge,
    string? State,
    string? Nonce
)
{
    /// <returns>
    /// The request; or an error for the address that asked; or an error for whoever looks at the browser, when that
    /// address is not one of the client's and so must not be sent anything.
    /// </returns>
    public static (AuthorizationRequest? Request, string? RedirectTo, string? Error) Read(
        IQueryCollection query,
        UserPool pool
    )
    {
        if (
            pool.Clients.FirstOrDefault(it => it.Id == query.One("client_id") && !it.IsService)
            is not { } client
        )
        {
            return (null, null, "client_id names no client that users sign in to");
        }

        if (query.One("redirect_uri") is not { } redirectUri || !MayReturnTo(client, redirectUri))
        {
            return (null, null, "redirect_uri is none of the client's callback URLs");
        }

        string? state = query.One("state");
        string[] scopes = query.Words("scope") is { Length: > 0 } asked ? asked : [.. client.Scopes];
        string? challenge = query.One("code_challenge");
        string? error =
            query.One("response_type") != "code" ? "unsupported_response_type"
            : scopes.Except(client.Scopes).Any() ? "invalid_scope"
            : challenge is null || query.One("code_challenge_method") != "S256" ? "invalid_request"
            : null;
        return error is null
            ? (
                new AuthorizationRequest(client, redirectUri, scopes, challenge!, state, query.One("nonce")),
                null,
                null
            )
            : (null, Return(redirectUri, ("error", error), ("state", state)), null);
    }

    /// <summary>Where the browser goes with its code.</summary>
    public string ReturnWith(string code) => Return(RedirectUri, ("code", code), ("state", State));

    public bool IsAnsweredBy(string verifier) =>
        verifier.Length is >= 43 and <= 128
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
            ),
            Encoding.ASCII.GetBytes(Challenge)
        );

    // A page under development is served from whatever port is free; what answers there is on this machine too.
    private static bool MayReturnTo(UserPoolClientSettings client, string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
        && uri.Fragment.Length == 0
        && (
            client.CallbackUrls.Contains(redirectUri)
            || (
                uri is { Scheme: "http", UserInfo: "" } && (uri.Host is "localhost" or "127.0.0.1" or "[::1]")
            )
        );

    private static string Return(string address, params (string Name, string? Value)[] parameters)
    {
        var uri = new UriBuilder(address);
        var added = parameters
            .Where(it => it.Value is not null)
            .Select(it => $"{it.Name}={Uri.EscapeDataString(it.Value!)}");
        uri.Query = string.Join(
            '&',
            [.. uri.Query.Length > 1 ? [uri.Query[1..]] : Array.Empty<string>(), .. added]
        );
        return uri.Uri.AbsoluteUri;
    }
}
