using NativeLambda.Transport;

namespace NativeLambda.Aws;

/// <summary>The request line and the signed headers of a call in one of AWS's JSON protocols.</summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region and service.</param>
/// <param name="contentType">The protocol, such as <c>application/x-amz-json-1.0</c>.</param>
internal sealed class RequestHead(Uri endpoint, RequestSigner signer, string contentType)
{
    private const int Date = 2;

    /// <summary>Sorted by name; those that differ between calls are replaced for each.</summary>
    private readonly KeyValuePair<string, string>[] _signed =
    [
        new("content-type", contentType),
        new("host", HostHeader(endpoint)),
        new("x-amz-date", ""),
        .. signer.SessionToken is { } token
            ? (ReadOnlySpan<KeyValuePair<string, string>>)[new("x-amz-security-token", token)]
            : [],
        new("x-amz-target", ""),
    ];

    private readonly TextBuffer _head = new();

    /// <param name="target">Value of <c>X-Amz-Target</c>: the service, a dot and the operation.</param>
    /// <param name="traceHeader">Value of <c>X-Amzn-Trace-Id</c>; null for none.</param>
    /// <returns>In ASCII, including the empty line; overwritten by the next call.</returns>
    public ReadOnlySpan<byte> For(string target, ReadOnlySpan<byte> body, string? traceHeader = null)
    {
        string timestamp = RequestSigner.Timestamp(DateTime.UtcNow);
        _signed[Date] = new("x-amz-date", timestamp);
        _signed[^1] = new("x-amz-target", target);
        _head.Clear().Add("POST / HTTP/1.1\r\n");
        foreach (var (name, value) in _signed)
        {
            _head.Add(name).Add(": ").Add(value).Add("\r\n");
        }

        if (traceHeader is not null)
        {
            // Not signed, as in AWS's SDKs: a server on the way may change it.
            _head.Add("x-amzn-trace-id: ").Add(traceHeader).Add("\r\n");
        }

        _head.Add("authorization: ");
        signer.Authorize(timestamp, _signed, body, _head);
        _head.Add("\r\ncontent-length: ").Add(body.Length).Add("\r\n\r\n");
        return _head.Written;
    }

    internal static string HostHeader(Uri endpoint)
    {
        string host = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        return endpoint.IsDefaultPort ? host : $"{host}:{endpoint.Port}";
    }
}
