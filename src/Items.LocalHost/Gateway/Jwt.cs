using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>A decoded token whose signature is not verified yet.</summary>
internal sealed class Jwt : IDisposable
{
    // Another parser might read the other one of two properties with the same name.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _header;
    private readonly JsonDocument _payload;

    private Jwt(JsonDocument header, JsonDocument payload, byte[] signedBytes, byte[] signature)
    {
        _header = header;
        _payload = payload;
        SignedBytes = signedBytes;
        Signature = signature;
    }

    public string? Algorithm => HeaderText("alg");

    public string? KeyId => HeaderText("kid");

    public JsonElement Payload => _payload.RootElement;

    public byte[] SignedBytes { get; }

    public byte[] Signature { get; }

    /// <exception cref="InvalidTokenException">The text is not a signed JWT.</exception>
    /// <exception cref="InvalidOperationException">A property name is not valid Unicode.</exception>
    public static Jwt Parse(string text)
    {
        if (text.Split('.') is not [var header, var payload, var signature])
        {
            throw InvalidTokenException.Malformed();
        }

        var token = new Jwt(
            ParseObject(header),
            ParseObject(payload),
            Encoding.ASCII.GetBytes($"{header}.{payload}"),
            Decode(signature)
        );

        // Lists extensions that a verifier must support (RFC 7515, 4.1.11); this one supports none.
        return token._header.RootElement.TryGetProperty("crit", out _)
            ? throw InvalidTokenException.Malformed()
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
                : throw InvalidTokenException.Malformed();
        }
        catch (JsonException)
        {
            throw InvalidTokenException.Malformed();
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
            throw InvalidTokenException.Malformed();
        }
    }
}

/// <summary>The token is not valid. The caller receives the message, which contains nothing of the token.</summary>
/// <param name="reason">For the developer, with the values of the token; the message unless given.</param>
internal sealed class InvalidTokenException(string message, string? reason = null) : Exception(message)
{
    public string Reason => reason ?? Message;

    public static InvalidTokenException Malformed() =>
        new("the token is malformed", "the token is not a signed JWT");
}
