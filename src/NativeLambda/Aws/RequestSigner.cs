using System.Buffers;
using System.Globalization;
using System.Text;
using Amazon.Runtime;
using NativeLambda.Cryptography;

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

    private readonly byte[] _key = new byte[Sha256.Length];

    /// <summary>Used again for each request, because the session token alone has about a kilobyte.</summary>
    private readonly ArrayBufferWriter<byte> _canonicalRequest = new();

    private string? _keyDate;

    public string Region => region;

    /// <summary>Value of <c>x-amz-security-token</c>; null for long-term credentials.</summary>
    public string? SessionToken { get; } = credentials.UseToken ? credentials.Token : null;

    /// <param name="now">UTC.</param>
    /// <returns>Value of <c>x-amz-date</c>.</returns>
    public static string Timestamp(DateTime now) =>
        now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <param name="timestamp">Value of the header <c>x-amz-date</c>.</param>
    /// <param name="headers">The signed headers, including <c>host</c> and <c>x-amz-date</c>; names in lower case, sorted.</param>
    /// <returns>The value of the header <c>authorization</c>.</returns>
    public string Authorize(
        string timestamp,
        ReadOnlySpan<KeyValuePair<string, string>> headers,
        ReadOnlySpan<byte> body
    )
    {
        string date = timestamp[..8];
        string scope = $"{date}/{region}/{service}/aws4_request";
        string names = SignedNames(headers);
        WriteCanonicalRequest(headers, names, body);
        string toSign = $"{Algorithm}\n{timestamp}\n{scope}\n{HexOfHash(_canonicalRequest.WrittenSpan)}";
        string signature = Convert.ToHexStringLower(Sha256.Hmac(KeyOf(date), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    private static string SignedNames(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        var names = new StringBuilder();
        foreach (var (name, _) in headers)
        {
            names.Append(names.Length == 0 ? "" : ";").Append(name);
        }

        return names.ToString();
    }

    private void WriteCanonicalRequest(
        ReadOnlySpan<KeyValuePair<string, string>> headers,
        string names,
        ReadOnlySpan<byte> body
    )
    {
        _canonicalRequest.ResetWrittenCount();
        Write("POST\n/\n\n");
        foreach (var (name, value) in headers)
        {
            Write(name);
            Write(":");
            Write(value);
            Write("\n");
        }

        Write("\n");
        Write(names);
        Write("\n");
        Write(HexOfHash(body));
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _canonicalRequest);

    /// <summary>The signing key, which is valid for one day and cached.</summary>
    private byte[] KeyOf(string date)
    {
        if (_keyDate != date)
        {
            byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey);
            foreach (string part in (ReadOnlySpan<string>)[date, region, service, "aws4_request"])
            {
                key = Sha256.Hmac(key, Encoding.UTF8.GetBytes(part));
            }

            key.CopyTo(_key, 0);
            _keyDate = date;
        }

        return _key;
    }

    private static string HexOfHash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(Sha256.Hash(bytes));
}
