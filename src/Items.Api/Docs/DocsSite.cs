using System.IO.Compression;
using System.Text;
using NativeLambda.Cryptography;
using NativeLambda.Http;

namespace Items.Api.Docs;

/// <summary>
/// The pages that <c>build.mjs</c> has written, with the addresses of this deployment inserted. Nothing is read before
/// the first request for it.
/// </summary>
/// <param name="login">Null when the deployment has no user pool; the contract's addresses are then relative.</param>
internal sealed class DocsSite(Login? login)
{
    private const string Html = "text/html; charset=utf-8";

    private const string Policy =
        "default-src 'none'; script-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>
    /// Redoc creates its styles by script, and its search is a worker. The first hash is that of an empty style element, to
    /// which its library adds rules; the second is that of its scroll bars.
    /// </summary>
    public const string RedocPolicy =
        $"{Policy}; connect-src 'self'; worker-src blob:; style-src 'self' "
        + "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

    /// <summary>Assets that were requested, because to read or decompress one allocates up to some megabytes.</summary>
    private readonly Dictionary<(string Name, bool IsCompressed), Content> _assets = [];

    private Content? _contractAsJson;
    private Content? _contractAsYaml;

    public Content ContractAsJson => _contractAsJson ??= Contract("openapi.json", "application/json");

    public Content ContractAsYaml =>
        _contractAsYaml ??= Contract("openapi.yaml", "application/yaml; charset=utf-8");

    /// <summary>The page may connect to the API and, for tokens, to the issuer.</summary>
    public string SwaggerUIPolicy =>
        $"{Policy}; style-src 'self'; connect-src 'self'"
        + (login is null ? "" : " " + new Uri(login.Url).GetLeftPart(UriPartial.Authority));

    /// <summary>An entity tag, without its quotes.</summary>
    public static string TagOf(Content page) =>
        Convert.ToHexStringLower(Sha256.Hash(page.Bytes.Span).AsSpan(0, 8));

    /// <returns>Null when there is no asset of that name.</returns>
    public Content? Asset(string name, bool acceptsBrotli)
    {
        if (_assets.TryGetValue((name, acceptsBrotli), out var known))
        {
            return known;
        }

        string? type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => null,
        };
        return type is null || Read($"{name}.br") is not { } compressed
            ? null
            : _assets[(name, acceptsBrotli)] = acceptsBrotli
                ? new Content(compressed, type, "br")
                : new Content(Decompress(compressed), type);
    }

    public Content SwaggerUI(string root) =>
        Page("docs.html", ("root", root), ("client_id", login?.ClientId ?? ""));

    public static Content SignedIn(string root) => Page("oauth2-redirect.html", ("root", root));

    public static Content Redoc(string root) => Page("redoc.html", ("root", root));

    private static Content Page(string name, params ReadOnlySpan<(string Name, string Value)> values) =>
        new(Fill(Read(name)!, values), Html);

    /// <summary>Replaces each <c>{{name}}</c> by its value.</summary>
    private static byte[] Fill(byte[] text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var filled = new StringBuilder(Encoding.UTF8.GetString(text));
        foreach (var (name, value) in values)
        {
            filled.Replace($"{{{{{name}}}}}", value);
        }

        return Encoding.UTF8.GetBytes(filled.ToString());
    }

    private Content Contract(string name, string type) =>
        new(Fill(Decompress(Read($"{name}.br")!), ("login_url", login?.Url ?? "")), type);

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

/// <summary>The issuer of a deployment, for the sign-in on the documentation page.</summary>
/// <param name="Url">Base URL of <c>/oauth2/authorize</c> and <c>/oauth2/token</c>, without a trailing slash.</param>
/// <param name="ClientId">The public client for browsers.</param>
internal sealed record Login(string Url, string ClientId);
