using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>An issuer of tokens whose private key the tests hold, so that they can sign invalid tokens, too.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string KeyId = "test-key";
    public const string Audience = "test-client";

    private readonly ConcurrentQueue<string> _requests = [];
    private HttpServer _server = null!;

    private TestIssuer() { }

    public RSA Key { get; } = RSA.Create(2048);

    public string Address => _server.Address;

    /// <summary>Paths of all requests so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public JsonObject PublicKey => Jwks.Key(KeyId, Key);

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer._server = await HttpServer.StartAsync((_, context) => issuer.RespondAsync(context));
        return issuer;
    }

    /// <summary>Seconds since 1970, that many seconds from now.</summary>
    public static long FromNow(int seconds) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

    /// <summary>An access token with the header and claims of Cognito's, not signed yet.</summary>
    public Jwt Token(string scope) =>
        new(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["typ"] = "JWT",
                ["kid"] = KeyId,
            },
            new JsonObject
            {
                ["iss"] = Address,
                ["sub"] = "6b1f7a3e-0c3a-4c6c-9d3c-5a9c1f0f7a11",
                ["client_id"] = Audience,
                ["token_use"] = "access",
                ["scope"] = scope,
                ["iat"] = FromNow(-60),
                ["exp"] = FromNow(3600),
            }
        );

    public string SignedToken(string scope) => Token(scope).Sign(Key);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Key.Dispose();
    }

    private Task RespondAsync(HttpContext context)
    {
        string path = context.Request.Path.ToString();
        _requests.Enqueue(path);
        string? document = path switch
        {
            "/.well-known/openid-configuration" => new JsonObject
            {
                ["issuer"] = Address,
                ["jwks_uri"] = $"{Address}/.well-known/jwks.json",
            }.ToJsonString(),
            "/.well-known/jwks.json" => Jwks.Set(PublicKey),
            _ => null,
        };
        context.Response.StatusCode = document is null ? 404 : 200;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document ?? "{}");
    }
}
