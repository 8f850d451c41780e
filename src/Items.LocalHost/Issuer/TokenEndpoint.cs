using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Issuer;

/// <summary>Gives tokens for a client's own secret, or for a code that a browser has brought.</summary>
internal sealed class TokenEndpoint(UserPool pool, TokenMint mint, AuthorizationCodes codes)
{
    /// <summary>No secret: anybody on this machine may have it, and it opens nothing elsewhere.</summary>
    public const string ServiceSecret = "local-secret";

    /// <returns>The answer's body, and whether it is an error; Cognito answers all of those with 400.</returns>
    public async Task<(JsonObject Body, bool IsError)> AnswerAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return Error("invalid_request");
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Error("invalid_request");
        }

        return Authenticate(request, form) is not { } client
            ? Error("invalid_client")
            : (form.One("grant_type"), client.IsService) switch
            {
                ("client_credentials", true) => ForService(client, form),
                ("authorization_code", false) => ForUser(client, form),
                ("client_credentials" or "authorization_code", _) => Error("unauthorized_client"),
                (null, _) => Error("invalid_request"),
                _ => Error("unsupported_grant_type"),
            };
    }

    private (JsonObject, bool) ForService(UserPoolClientSettings client, IFormCollection form)
    {
        string[] asked = form.Words("scope");
        return asked.Except(client.Scopes).Any()
            ? Error("invalid_scope")
            : Tokens(client, mint.ServiceToken(client, asked is [] ? client.Scopes : asked));
    }

    private (JsonObject, bool) ForUser(UserPoolClientSettings client, IFormCollection form)
    {
        if (
            codes.Redeem(form.One("code") ?? "") is not { } request
            || request.Client != client
            || request.RedirectUri != form.One("redirect_uri")
            || !request.IsAnsweredBy(form.One("code_verifier") ?? "")
        )
        {
            return Error("invalid_grant");
        }

        var answer = Tokens(client, mint.UserToken(client, request.Scopes));
        if (request.Scopes.Contains("openid"))
        {
            answer.Body["id_token"] = mint.IdToken(client, request.Nonce);
        }

        return answer;
    }

    private UserPoolClientSettings? Authenticate(HttpRequest request, IFormCollection form)
    {
        string? id = form.One("client_id");
        string? secret = form.One("client_secret");
        if (request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
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

    private static (JsonObject Body, bool IsError) Tokens(
        UserPoolClientSettings client,
        string accessToken
    ) =>
        (
            new JsonObject
            {
                ["access_token"] = accessToken,
                ["expires_in"] = (int)client.AccessTokenValidity.TotalSeconds,
                ["token_type"] = "Bearer",
            },
            false
        );

    private static (JsonObject, bool) Error(string code) => (new JsonObject { ["error"] = code }, true);
}
