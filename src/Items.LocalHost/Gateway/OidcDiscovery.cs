using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>Gets the keys of an issuer over HTTP, by way of its OpenID configuration.</summary>
internal sealed class OidcDiscovery(string issuer) : IDisposable
{
    private const int MaximumAnswer = 150 * 1024;

    private readonly HttpClient _http = new() { MaxResponseContentBufferSize = MaximumAnswer };

    public async Task<byte[]> FetchKeysAsync(CancellationToken cancellationToken)
    {
        byte[] configuration = await _http.GetByteArrayAsync(
            $"{issuer}/.well-known/openid-configuration",
            cancellationToken
        );
        using var document = JsonDocument.Parse(configuration);
        string? keys = document.RootElement.GetProperty("jwks_uri").GetString();
        return Uri.TryCreate(keys, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? await _http.GetByteArrayAsync(address, cancellationToken)
            : throw new FormatException("The issuer names no keys.");
    }

    public void Dispose() => _http.Dispose();
}
