using System.Text;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>The gateway's limits on the size of a request.</summary>
internal static class RequestLimits
{
    private const int MaximumBody = 10 * 1024 * 1024;

    /// <summary>Bytes of the request line and all header values together.</summary>
    private const int MaximumHead = 10_240;

    public static bool IsHeadTooLarge(HttpRequest request, string rawTarget) =>
        request.Method.Length
            + rawTarget.Length
            + " HTTP/1.1".Length
            + 1
            + request.Headers.Sum(header =>
                header.Value.Sum(value => Encoding.UTF8.GetByteCount(value ?? ""))
            )
        > MaximumHead;

    /// <returns>Null when the body is too large.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBody)
        {
            return null;
        }

        var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + count > MaximumBody)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }
}
