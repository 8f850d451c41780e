using System.Runtime.InteropServices;
using System.Text;

namespace NativeLambda.Aws;

/// <summary>The request line and the signed headers of a call in one of AWS's JSON protocols.</summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region and service.</param>
/// <param name="contentType">The protocol, such as <c>application/x-amz-json-1.0</c>.</param>
internal sealed class RequestHead(Uri endpoint, RequestSigner signer, string contentType)
{
    private readonly string _host = HostHeader(endpoint);

    /// <param name="target">Value of <c>X-Amz-Target</c>: the service, a dot and the operation.</param>
    /// <param name="traceHeader">Value of <c>X-Amzn-Trace-Id</c>; null for none.</param>
    /// <returns>Including the empty line.</returns>
    public string For(string target, ReadOnlySpan<byte> body, string? traceHeader = null)
    {
        string timestamp = RequestSigner.Timestamp(DateTime.UtcNow);
        List<KeyValuePair<string, string>> headers =
        [
            new("content-type", contentType),
            new("host", _host),
            new("x-amz-date", timestamp),
        ];
        if (signer.SessionToken is { } token)
        {
            headers.Add(new("x-amz-security-token", token));
        }

        headers.Add(new("x-amz-target", target));
        string authorization = signer.Authorize(timestamp, CollectionsMarshal.AsSpan(headers), body);
        var head = new StringBuilder("POST / HTTP/1.1\r\n", 2048);
        foreach (var (name, value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (traceHeader is not null)
        {
            // Not signed, as in AWS's SDKs: a server on the way may change it.
            head.Append("x-amzn-trace-id: ").Append(traceHeader).Append("\r\n");
        }

        return head.Append("authorization: ")
            .Append(authorization)
            .Append("\r\ncontent-length: ")
            .Append(body.Length)
            .Append("\r\n\r\n")
            .ToString();
    }

    internal static string HostHeader(Uri endpoint)
    {
        string host = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        return endpoint.IsDefaultPort ? host : $"{host}:{endpoint.Port}";
    }
}
