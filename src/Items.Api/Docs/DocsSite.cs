using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using NativeLambda.Http;

namespace Items.Api.Docs;

/// <summary>
/// What <c>build.mjs</c> has put into the executable, completed with what only the deployment knows. Nothing of it is
/// touched before the first request for it.
/// </summary>
/// <param name="login">Where users sign in; null when the contract's own addresses are right.</param>
internal sealed class DocsSite(Login? login)
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>The issuer that the contract names: that of the local host.</summary>
    private const string LocalIssuer = "http://localhost:3000/_local";

    private const string Policy =
        "default-src 'none'; script-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>
    /// Redoc makes its styles by script, and its search is a worker. The first hash is that of a style element with
    /// nothing in it, which its library then fills rule by rule; the second that of its scroll bars.
    /// </summary>
    public const string RedocPolicy =
        $"{Policy}; connect-src 'self'; worker-src blob:; style-src 'self' "
        + "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

    private Content? _contractAsJson;
    private Content? _contractAsYaml;

    public Content ContractAsJson => _contractAsJson ??= Contract("openapi.json", "application/json");

    public Content ContractAsYaml =>
        _contractAsYaml ??= Contract("openapi.yaml", "application/yaml; charset=utf-8");

    /// <summary>Its page asks the issuer for tokens, and nobody else for anything.</summary>
    public string SwaggerUIPolicy =>
        $"{Policy}; style-src 'self'; connect-src 'self' {new Uri(login?.Url ?? LocalIssuer).GetLeftPart(UriPartial.Authority)}";

    /// <summary>An entity tag, without its quotes.</summary>
    public static string TagOf(Content page) =>
        Convert.ToHexStringLower(SHA256.HashData(page.Bytes.Span).AsSpan(0, 8));

    /// <returns>Null when there is no such asset.</returns>
    public static Content? Asset(string name, bool acceptsBrotli)
    {
        string? type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => null,
        };
        return type is null || Read($"{name}.br") is not { } compressed ? null
            : acceptsBrotli ? new Content(compressed, type, "br")
            : new Content(Decompress(compressed), type);
    }

    public Content SwaggerUI(string root) =>
        Page("docs.html", ("root", root), ("client_id", login?.ClientId ?? ""));

    public static Content SignedIn(string root) => Page("oauth2-redirect.html", ("root", root));

    public static Content Redoc(string root) => Page("redoc.html", ("root", root));

    private static Content Page(string name, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var html = new StringBuilder(Encoding.UTF8.GetString(Read(name)!));
        foreach (var (placeholder, value) in values)
        {
            html.Replace($"{{{{{placeholder}}}}}", value);
        }

        return new Content(Encoding.UTF8.GetBytes(html.ToString()), Html);
    }

    private Content Contract(string name, string type)
    {
        byte[] contract = Decompress(Read($"{name}.br")!);
        return new Content(
            login is null
                ? contract
                : Encoding.UTF8.GetBytes(
                    Encoding
                        .UTF8.GetString(contract)
                        .Replace(LocalIssuer, login.Url, StringComparison.Ordinal)
                ),
            type
        );
    }

    private static byte[]? Read(string name)
    {
        using var resource = typeof(DocsSite).Assembly.GetManifestResourceStream(name);
        if (resource is null)
        {
            return null;
        }

        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}

/// <summary>Where the users of a deployment sign in.</summary>
/// <param name="Url">Address in front of <c>/oauth2/authorize</c> and <c>/oauth2/token</c>, without a slash at its end.</param>
/// <param name="ClientId">The client that the documentation is, a public one.</param>
internal sealed record Login(string Url, string ClientId);
