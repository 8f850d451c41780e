using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Gateway;

/// <summary>Downloads the key set of an issuer, whose address is in the issuer's OpenID configuration.</summary>
internal static class OidcDiscovery
{
    private const int MaximumResponse = 150 * 1024;

    private static readonly HttpClient Http = new() { MaxResponseContentBufferSize = MaximumResponse };

    public static async Task<JsonWebKeySet> FetchKeysAsync(string issuer, CancellationToken cancellationToken)
    {
        // https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest
        byte[] configuration = await Http.GetByteArrayAsync(
            $"{issuer.TrimEnd('/')}/.well-known/openid-configuration",
            cancellationToken
        );
        using var document = JsonDocument.Parse(configuration);
        string? keys = document.RootElement.GetProperty("jwks_uri").GetString();
        return Uri.TryCreate(keys, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? new JsonWebKeySet(
                Encoding.UTF8.GetString(await Http.GetByteArrayAsync(address, cancellationToken))
            )
            : throw new FormatException("The OpenID configuration has no valid jwks_uri.");
    }
}
