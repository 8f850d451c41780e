using System.Text;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>The gateway's limits on the size of a request.</summary>
internal static class RequestLimits
{
    private const int MaximumBody = 10 * 1024 * 1024;

    /// <summary>Bytes of the request line and all header values together.</summary>
    private const int MaximumHead = 10_240;

    /// <returns>Null when the request line and the headers are within the limit.</returns>
    public static GatewayError? FindHeadError(HttpRequest request, string rawTarget)
    {
        int size =
            request.Method.Length
            + rawTarget.Length
            + " HTTP/1.1".Length
            + 1
            + request.Headers.Sum(header =>
                header.Value.Sum(value => Encoding.UTF8.GetByteCount(value ?? ""))
            );
        return size > MaximumHead
            ? GatewayError.HeadersTooLarge(
                $"the request line and the header values are {size} bytes, more than {MaximumHead}"
            )
            : null;
    }

    /// <param name="timeout">For the whole body.</param>
    /// <returns>Null when the body is too large.</returns>
    /// <exception cref="BadHttpRequestException">The body is malformed (400) or not finished in time (408).</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, TimeSpan timeout)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(timeout);
        try
        {
            return await ReadAsync(context.Request, limit.Token);
        }
        catch (OperationCanceledException timedOut) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                "the body was not finished in time",
                StatusCodes.Status408RequestTimeout,
                timedOut
            );
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > MaximumBody)
        {
            return null;
        }

        var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
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
