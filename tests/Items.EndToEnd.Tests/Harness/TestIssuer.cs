using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// An issuer of tokens whose private key the tests hold, so that they can sign what no honest issuer would.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string KeyId = "test-key";

    private readonly ConcurrentQueue<string> _requests = [];
    private LoopbackSite _site = null!;

    private TestIssuer() { }

    public RSA Key { get; } = RSA.Create(2048);

    public string Address => _site.Address;

    /// <summary>Paths that were asked for.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public JsonObject PublicKey
    {
        get
        {
            var key = Key.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["n"] = Jwt.Encode(key.Modulus),
                ["e"] = Jwt.Encode(key.Exponent),
            };
        }
    }

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer._site = await LoopbackSite.StartAsync(issuer.AnswerAsync);
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Key.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.ToString();
        _requests.Enqueue(path);
        JsonObject? document = path switch
        {
            "/.well-known/openid-configuration" => new JsonObject
            {
                ["issuer"] = Address,
                ["jwks_uri"] = $"{Address}/.well-known/jwks.json",
            },
            "/.well-known/jwks.json" => new JsonObject { ["keys"] = new JsonArray(PublicKey) },
            _ => null,
        };
        context.Response.StatusCode = document is null ? 404 : 200;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document?.ToJsonString() ?? "{}");
    }
}
