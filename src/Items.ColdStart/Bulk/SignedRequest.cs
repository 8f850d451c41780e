using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Items.LocalHost;

namespace Items.ColdStart.Bulk;

/// <summary>Requests to the local function URL, signed with the local credentials (AWS Signature Version 4).</summary>
internal static class SignedRequest
{
    /// <param name="query">A parameter without characters that need an escape, or nothing.</param>
    public static HttpRequestMessage Get(Uri functionUrl, string path, string query)
    {
        string time = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string scope = $"{time[..8]}/{LocalAws.Region}/lambda/aws4_request";
        string canonical =
            $"GET\n{path}\n{query}\nhost:{functionUrl.Authority}\nx-amz-date:{time}\n\nhost;x-amz-date\n{Hash("")}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + LocalAws.SecretAccessKey);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string signed = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(canonical)}";
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(functionUrl, $"{path}?{query}"));
        request.Headers.Add("x-amz-date", time);
        request.Headers.TryAddWithoutValidation(
            "authorization",
            $"AWS4-HMAC-SHA256 Credential={LocalAws.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        return request;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
