using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Template;
using Microsoft.Extensions.Primitives;

namespace Items.LocalHost.Issuer;

/// <summary>Issues tokens for a client's secret or for an authorization code.</summary>
internal sealed class TokenEndpoint(UserPoolSettings pool, TokenFactory tokens, AuthorizationCodes codes)
{
    /// <summary>Public: tokens of the local issuer are valid on this machine only.</summary>
    public const string ServiceSecret = "local-secret";

    /// <param name="authorization">Value of the header; empty without one.</param>
    /// <param name="form">Null when the body is not a form.</param>
    public TokenResponse Handle(string authorization, Dictionary<string, StringValues>? form) =>
        form is null ? Error("invalid_request")
        : Authenticate(authorization, form) is not { } client ? Error("invalid_client")
        : (form.SingleValue("grant_type"), client.IsService) switch
        {
            ("client_credentials", true) => ForService(client, form),
            ("authorization_code", false) => ForUser(client, form),
            ("client_credentials" or "authorization_code", _) => Error("unauthorized_client"),
            (null, _) => Error("invalid_request"),
            _ => Error("unsupported_grant_type"),
        };

    private TokenResponse ForService(UserPoolClientSettings client, Dictionary<string, StringValues> form)
    {
        string[] requested = form.Scopes();
        return requested.Except(client.Scopes).Any()
            ? Error("invalid_scope")
            : Tokens(client, tokens.ServiceToken(client, requested is [] ? client.Scopes : requested));
    }

    private TokenResponse ForUser(UserPoolClientSettings client, Dictionary<string, StringValues> form)
    {
        if (
            codes.Redeem(form.SingleValue("code") ?? "") is not { } request
            || request.Client != client
            || request.RedirectUri != form.SingleValue("redirect_uri")
            || !request.Matches(form.SingleValue("code_verifier") ?? "")
        )
        {
            return Error("invalid_grant");
        }

        var response = Tokens(client, tokens.UserToken(client, request.Scopes));
        if (request.Scopes.Contains("openid"))
        {
            response.Body["id_token"] = tokens.IdToken(client, request.Nonce);
        }

        return response;
    }

    private UserPoolClientSettings? Authenticate(string authorization, Dictionary<string, StringValues> form)
    {
        string? id = form.SingleValue("client_id");
        string? secret = form.SingleValue("client_secret");
        if (authorization.Length > 0)
        {
            if (Basic(authorization) is not [var name, var password] || (id is not null && id != name))
            {
                return null;
            }

            (id, secret) = (name, password);
        }

        var client = pool.Clients.FirstOrDefault(it => it.Id == id);
        return client is not null && secret == (client.IsService ? ServiceSecret : null) ? client : null;
    }

    private static string[]? Basic(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out int length)
            ? [.. Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).Select(Uri.UnescapeDataString)]
            : null;
    }

    private static TokenResponse Tokens(UserPoolClientSettings client, string accessToken) =>
        new(
            200,
            new JsonObject
            {
                ["access_token"] = accessToken,
                ["expires_in"] = (int)client.AccessTokenValidity.TotalSeconds,
                ["token_type"] = "Bearer",
            }
        );

    // Cognito responds to every error with 400.
    private static TokenResponse Error(string code) => new(400, new JsonObject { ["error"] = code });
}

internal sealed record TokenResponse(int Status, JsonObject Body);
