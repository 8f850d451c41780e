using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Items.Client;

/// <summary>Signs each request with AWS Signature Version 4, as a function URL with the authorization type AWS_IAM needs it.</summary>
/// <param name="getCredentials">Called for each request, so that it can renew temporary keys.</param>
/// <param name="region">Region of the service, such as <c>eu-west-1</c>.</param>
/// <param name="service">Name of the service in signatures; <c>lambda</c> for function URLs.</param>
/// <param name="clock">Time of the signatures, which are valid for 5 minutes; null for the system's.</param>
public sealed class AwsSignatureHandler(
    Func<CancellationToken, ValueTask<AwsCredentials>> getCredentials,
    string region,
    string service = "lambda",
    TimeProvider? clock = null
) : DelegatingHandler
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var credentials = await getCredentials(cancellationToken).ConfigureAwait(false);
        byte[] body = request.Content is null
            ? []
            : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        Sign(request, body, credentials);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private void Sign(HttpRequestMessage request, byte[] body, AwsCredentials credentials)
    {
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        string time = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string date = time[..8];
        SetHeader(request, "x-amz-date", time);
        if (credentials.SessionToken is { } token)
        {
            SetHeader(request, "x-amz-security-token", token);
        }

        var headers = SignedHeaders(request);
        string names = string.Join(';', headers.Keys);
        string canonical = string.Join(
            '\n',
            [
                request.Method.Method,
                // Each segment is encoded once more; the address is encoded already.
                string.Join('/', request.RequestUri!.AbsolutePath.Split('/').Select(Uri.EscapeDataString)),
                Query(request.RequestUri),
                .. headers.Select(header => $"{header.Key}:{header.Value}"),
                "",
                names,
                Hex(SHA256.HashData(body)),
            ]
        );
        string scope = $"{date}/{region}/{service}/aws4_request";
        string text =
            $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes($"AWS4{credentials.SecretAccessKey}");
        string[] derivation = [date, region, service, "aws4_request", text];
        byte[] signature = derivation.Aggregate(
            key,
            (current, part) => HMACSHA256.HashData(current, Encoding.UTF8.GetBytes(part))
        );
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Hex(signature)}"
        );
    }

    /// <summary>Those that no proxy changes.</summary>
    private static SortedDictionary<string, string> SignedHeaders(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.Headers.Host ?? request.RequestUri!.Authority,
        };
        foreach (var header in request.Headers.NonValidated)
        {
            string name = header.Key.ToLowerInvariant();
            if (name.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                headers[name] = string.Join(',', header.Value.Select(value => value.Trim()));
            }
        }

        return headers;
    }

    /// <summary>The parameters, encoded as RFC 3986 says and sorted.</summary>
    private static string Query(Uri address) =>
        string.Join(
            '&',
            address
                .Query.TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(parameter => parameter.Split('=', 2))
                .Select(parts => (Name: Encode(parts[0]), Value: Encode(parts.ElementAtOrDefault(1) ?? "")))
                .OrderBy(it => it.Name, StringComparer.Ordinal)
                .ThenBy(it => it.Value, StringComparer.Ordinal)
                .Select(it => $"{it.Name}={it.Value}")
        );

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static void SetHeader(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
