using System.Globalization;
using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A request on its way through a <see cref="TableProxy"/>, and what a fault can do with it.</summary>
internal sealed class Exchange(byte[] request, ProxyConnection connection, CancellationToken stopping)
{
    /// <summary>Name of the operation, such as <c>PutItem</c>.</summary>
    public string Operation { get; } =
        (HttpMessageReader.Header(request, "x-amz-target") ?? "").Split('.')[^1];

    /// <summary>The JSON that was sent.</summary>
    public string Body { get; } = Encoding.UTF8.GetString(request.AsSpan(HttpMessageReader.BodyOf(request)));

    public CancellationToken Stopping => stopping;

    /// <summary>Has the table server carry the request out.</summary>
    /// <param name="body">Sent instead of <see cref="Body"/>.</param>
    /// <returns>Its whole answer.</returns>
    public Task<byte[]> ForwardAsync(string? body = null) =>
        connection.ForwardAsync(body is null ? request : WithBody(body), stopping);

    public Task AnswerAsync(ReadOnlyMemory<byte> bytes) => connection.AnswerAsync(bytes, stopping);

    /// <param name="status">HTTP status with its reason.</param>
    /// <param name="body">What it says, usually JSON.</param>
    public Task AnswerAsync(string status, string body) =>
        AnswerAsync(
            Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
                    + $"x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n\r\n{body}"
            )
        );

    public void Close() => connection.Close();

    public void Reset() => connection.Reset();

    private byte[] WithBody(string body)
    {
        string head = Encoding.Latin1.GetString(request.AsSpan(0, HttpMessageReader.BodyOf(request)));
        string length = Encoding.UTF8.GetByteCount(Body).ToString(CultureInfo.InvariantCulture);
        string changed = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        return
        [
            .. Encoding.Latin1.GetBytes(
                head.Replace(
                    $"Content-Length: {length}\r\n",
                    $"Content-Length: {changed}\r\n",
                    StringComparison.OrdinalIgnoreCase
                )
            ),
            .. Encoding.UTF8.GetBytes(body),
        ];
    }
}
