using System.Buffers.Text;
using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>A signed token, taken apart and not yet trusted.</summary>
internal sealed class Jwt : IDisposable
{
    // Two members of one name could be read differently here and by whoever else looks at the token.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _header;
    private readonly JsonDocument _payload;

    private Jwt(JsonDocument header, JsonDocument payload, byte[] signature, string signedText)
    {
        _header = header;
        _payload = payload;
        Signature = signature;
        SignedText = signedText;
    }

    public string? Algorithm => HeaderText("alg");

    public string? KeyId => HeaderText("kid");

    public JsonElement Payload => _payload.RootElement;

    public byte[] Signature { get; }

    public string SignedText { get; }

    /// <exception cref="InvalidTokenException">It is not a token at all.</exception>
    public static Jwt Parse(string text)
    {
        if (text.Split('.') is not [var header, var payload, var signature])
        {
            throw new InvalidTokenException("the token is malformed");
        }

        var decoded = ParseObject(header);
        var token = new Jwt(decoded, ParseObject(payload), Decode(signature), $"{header}.{payload}");

        // Extensions that must be understood (RFC 7515, 4.1.11); none is.
        return decoded.RootElement.TryGetProperty("crit", out _)
            ? throw new InvalidTokenException("the token is malformed")
            : token;
    }

    public void Dispose()
    {
        _header.Dispose();
        _payload.Dispose();
    }

    private string? HeaderText(string name) =>
        _header.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonDocument ParseObject(string part)
    {
        try
        {
            var document = JsonDocument.Parse(Decode(part), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new InvalidTokenException("the token is malformed");
        }
        catch (JsonException)
        {
            throw new InvalidTokenException("the token is malformed");
        }
    }

    private static byte[] Decode(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            throw new InvalidTokenException("the token is malformed");
        }
    }
}

/// <summary>The token does not hold; the message goes to the caller and repeats nothing of the token.</summary>
internal sealed class InvalidTokenException(string message) : Exception(message);
