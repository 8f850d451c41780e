using System.Globalization;
using System.Text;
using Amazon.Runtime;
using NativeLambda.Cryptography;
using NativeLambda.Transport;

namespace NativeLambda.Aws;

/// <summary>
/// Signs <c>POST /</c> requests, the only kind that the JSON protocols of AWS have, with Signature Version 4
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
/// <param name="credentials">Credentials of the function's role.</param>
/// <param name="region">Region of the endpoint.</param>
/// <param name="service">Service name in signatures, such as <c>dynamodb</c>.</param>
public sealed class RequestSigner(ImmutableCredentials credentials, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string ScopeEnd = "aws4_request";

    private readonly TextBuffer _text = new();
    private readonly byte[] _key = new byte[Sha256.Length];
    private string _keyDate = "";

    public string Region => region;

    public string Service => service;

    /// <summary>Value of <c>x-amz-security-token</c>; null for long-term credentials.</summary>
    public string? SessionToken { get; } = credentials.UseToken ? credentials.Token : null;

    /// <param name="now">UTC.</param>
    /// <returns>Value of <c>x-amz-date</c>.</returns>
    public static string Timestamp(DateTime now) =>
        now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <param name="timestamp">Value of the header <c>x-amz-date</c>.</param>
    /// <param name="headers">The signed headers, including <c>host</c> and <c>x-amz-date</c>; names in lower case, sorted.</param>
    /// <param name="output">Receives the value of the header <c>authorization</c>.</param>
    internal void Authorize(
        string timestamp,
        ReadOnlySpan<KeyValuePair<string, string>> headers,
        ReadOnlySpan<byte> body,
        TextBuffer output
    )
    {
        var date = timestamp.AsSpan(0, "yyyyMMdd".Length);
        Span<byte> hash = stackalloc byte[Sha256.Length];
        Sha256.Hash(body, hash);
        WriteCanonicalRequest(headers, hash);
        Sha256.Hash(_text.Written, hash);
        _text.Clear().Add(Algorithm).Add("\n").Add(timestamp).Add("\n");
        AddScope(_text, date).Add("\n").AddHex(hash);
        Sha256.Hmac(KeyOf(date), _text.Written, hash);

        output.Add(Algorithm).Add(" Credential=").Add(credentials.AccessKey).Add("/");
        AddScope(output, date).Add(", SignedHeaders=");
        AddNames(output, headers).Add(", Signature=").AddHex(hash);
    }

    private void WriteCanonicalRequest(
        ReadOnlySpan<KeyValuePair<string, string>> headers,
        ReadOnlySpan<byte> bodyHash
    )
    {
        _text.Clear().Add("POST\n/\n\n");
        foreach (var (name, value) in headers)
        {
            _text.Add(name).Add(":").Add(value).Add("\n");
        }

        _text.Add("\n");
        AddNames(_text, headers).Add("\n").AddHex(bodyHash);
    }

    private TextBuffer AddScope(TextBuffer text, ReadOnlySpan<char> date) =>
        text.Add(date).Add("/").Add(region).Add("/").Add(service).Add("/").Add(ScopeEnd);

    private static TextBuffer AddNames(TextBuffer text, ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        string separator = "";
        foreach (var (name, _) in headers)
        {
            text.Add(separator).Add(name);
            separator = ";";
        }

        return text;
    }

    /// <summary>The signing key, which is valid for one day and cached.</summary>
    private byte[] KeyOf(ReadOnlySpan<char> date)
    {
        if (!date.SequenceEqual(_keyDate))
        {
            byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey);
            foreach (string part in (ReadOnlySpan<string>)[date.ToString(), region, service, ScopeEnd])
            {
                key = Sha256.Hmac(key, Encoding.UTF8.GetBytes(part));
            }

            key.CopyTo(_key, 0);
            _keyDate = date.ToString();
        }

        return _key;
    }
}
