using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Aws;

/// <summary>Verifies signatures of AWS, version 4, in the header of a request.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal static class RequestSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private static readonly TimeSpan MaximumSkew = TimeSpan.FromMinutes(5);

    /// <param name="service">Name of the service in the credential scope, such as <c>sqs</c>.</param>
    /// <returns>Why the request is not signed with the local credentials; null when it is.</returns>
    public static string? FindError(
        HttpRequest request,
        ReadOnlyMemory<byte> body,
        string service,
        DateTimeOffset now
    )
    {
        string authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith($"{Algorithm} ", StringComparison.Ordinal))
        {
            return "the request is not signed (Signature Version 4, in the header authorization)";
        }

        string time = request.Headers["x-amz-date"].ToString();
        string scope = $"{time.Split('T')[0]}/{LocalAws.Region}/{service}/aws4_request";
        string credential = Member(authorization, "Credential");
        string[] signedHeaders = Member(authorization, "SignedHeaders").Split(';');
        string bodyHash = Hex(SHA256.HashData(body.Span));
        string statedHash = request.Headers["x-amz-content-sha256"].ToString();
        if (credential != $"{LocalAws.AccessKeyId}/{scope}")
        {
            return $"the credential is {credential}, not {LocalAws.AccessKeyId}/{scope}";
        }

        if (!IsNear(time, now))
        {
            return $"x-amz-date {time} differs from the clock by more than {MaximumSkew.TotalMinutes} minutes";
        }

        if (!signedHeaders.Contains("host") || !signedHeaders.Contains("x-amz-date"))
        {
            return "the headers host and x-amz-date must be signed";
        }

        if (statedHash.Length > 0 && statedHash != bodyHash)
        {
            return "x-amz-content-sha256 is not the hash of the body";
        }

        string canonical = CanonicalRequest(request, signedHeaders, bodyHash);
        string signature = Sign(
            scope,
            string.Join('\n', Algorithm, time, scope, Hex(SHA256.HashData(Utf8(canonical))))
        );
        return CryptographicOperations.FixedTimeEquals(
            Utf8(signature),
            Utf8(Member(authorization, "Signature"))
        )
            ? null
            : "the signature does not match the request and the local credentials";
    }

    private static string CanonicalRequest(HttpRequest request, string[] signedHeaders, string bodyHash) =>
        string.Join(
            '\n',
            [
                request.Method,
                .. CanonicalTarget(request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget),
                .. signedHeaders.Select(name => $"{name}:{CanonicalValue(request.Headers[name].ToArray())}"),
                "",
                string.Join(';', signedHeaders),
                bodyHash,
            ]
        );

    private static string Sign(string scope, string text)
    {
        byte[] key = scope
            .Split('/')
            .Aggregate(
                Utf8($"AWS4{LocalAws.SecretAccessKey}"),
                (parent, part) => HMACSHA256.HashData(parent, Utf8(part))
            );
        return Hex(HMACSHA256.HashData(key, Utf8(text)));
    }

    /// <summary>A member of the header; empty when there is none.</summary>
    private static string Member(string authorization, string name) =>
        authorization[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(member => member.StartsWith($"{name}=", StringComparison.Ordinal))
            ?[(name.Length + 1)..]
        ?? "";

    private static bool IsNear(string time, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(
            time,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var signedAt
        )
        && (now - signedAt).Duration() <= MaximumSkew;

    /// <summary>Path and query in canonical form. The path is encoded once more, as all services but S3 expect.</summary>
    private static string[] CanonicalTarget(string target)
    {
        string[] parts = target.Split('?', 2);
        var path = parts[0].Split('/').Select(Uri.EscapeDataString);
        var query = (parts.Length == 2 ? parts[1] : "")
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => parameter.Split('=', 2))
            .Select(parameter =>
                (Name: Encode(parameter[0]), Value: Encode(parameter.ElementAtOrDefault(1) ?? ""))
            )
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .ThenBy(parameter => parameter.Value, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Name}={parameter.Value}");
        return [string.Join('/', path), string.Join('&', query)];
    }

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string CanonicalValue(string?[] values) =>
        string.Join(
            ',',
            values.Select(value =>
                string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            )
        );

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
