using System.Buffers;
using System.Globalization;
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

    /// <summary>Used again for each call: with the session token a head has some kilobytes.</summary>
    private readonly ArrayBufferWriter<byte> _head = new();

    /// <param name="target">Value of <c>X-Amz-Target</c>: the service, a dot and the operation.</param>
    /// <param name="traceHeader">Value of <c>X-Amzn-Trace-Id</c>; null for none.</param>
    /// <returns>In ASCII, including the empty line; overwritten by the next call.</returns>
    public ReadOnlySpan<byte> For(string target, ReadOnlySpan<byte> body, string? traceHeader = null)
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
        _head.ResetWrittenCount();
        Write("POST / HTTP/1.1\r\n");
        foreach (var (name, value) in headers)
        {
            WriteHeader(name, value);
        }

        if (traceHeader is not null)
        {
            // Not signed, as in AWS's SDKs: a server on the way may change it.
            WriteHeader("x-amzn-trace-id", traceHeader);
        }

        WriteHeader("authorization", authorization);
        WriteHeader("content-length", body.Length.ToString(CultureInfo.InvariantCulture));
        Write("\r\n");
        return _head.WrittenSpan;
    }

    private void WriteHeader(string name, string value)
    {
        Write(name);
        Write(": ");
        Write(value);
        Write("\r\n");
    }

    private void Write(string text) => Encoding.ASCII.GetBytes(text, _head);

    internal static string HostHeader(Uri endpoint)
    {
        string host = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        return endpoint.IsDefaultPort ? host : $"{host}:{endpoint.Port}";
    }
}
