using System.Security.Cryptography;
using System.Text;

namespace Items.LocalHost.Tests.Aws;

/// <summary>Signs requests with the local credentials, and changes what a test wants to be wrong.</summary>
internal sealed record RequestSigner(string Service)
{
    private const string Headers = "host;x-amz-date";

    public string AccessKeyId { get; init; } = LocalAws.AccessKeyId;

    public string Secret { get; init; } = LocalAws.SecretAccessKey;

    public string Region { get; init; } = LocalAws.Region;

    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;

    /// <param name="canonicalPath">The path, encoded twice.</param>
    /// <param name="canonicalQuery">The parameters in order.</param>
    public HttpRequestMessage Sign(
        Uri url,
        string? canonicalPath = null,
        string canonicalQuery = "",
        string method = "GET",
        string body = ""
    )
    {
        string time = Time.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'");
        string scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        string canonical =
            $"{method}\n{canonicalPath ?? url.AbsolutePath}\n{canonicalQuery}\nhost:{url.Authority}\nx-amz-date:{time}\n\n"
            + $"{Headers}\n{Hash(body)}";
        byte[] key = scope
            .Split('/')
            .Aggregate(Encoding.UTF8.GetBytes($"AWS4{Secret}"), (parent, part) => Hmac(parent, part));
        string signature = Convert.ToHexStringLower(
            Hmac(key, $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(canonical)}")
        );
        var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Headers.Add("x-amz-date", time);
        request.Headers.TryAddWithoutValidation(
            "authorization",
            $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/{scope}, SignedHeaders={Headers}, Signature={signature}"
        );
        if (body.Length > 0)
        {
            request.Content = new StringContent(body);
        }

        return request;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Hmac(byte[] key, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
