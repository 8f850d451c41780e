using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A request that a <see cref="TableProxy"/> has received, and what a <see cref="Fault"/> can do with it.</summary>
internal sealed class ProxiedRequest(
    HttpMessage request,
    ProxyConnection connection,
    CancellationToken cancellationToken
)
{
    /// <summary>Name of the operation, such as <c>PutItem</c>.</summary>
    // Interned: a proxy records the operations of all requests, of which a soak has very many.
    public string Operation { get; } = string.Intern((request.Header("x-amz-target") ?? "").Split('.')[^1]);

    public string Body { get; } = request.Body;

    public ReadOnlyMemory<byte> Bytes => request.Bytes;

    /// <summary>Cancelled when the proxy is disposed.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Sends the request to the table server.</summary>
    /// <param name="body">Sent instead of <see cref="Body"/>.</param>
    /// <returns>The response, which the function has not received yet.</returns>
    public Task<HttpMessage> ForwardAsync(string? body = null) =>
        connection.ForwardAsync(body is null ? request.Bytes : request.WithBody(body), cancellationToken);

    /// <summary>Sends bytes to the function.</summary>
    public Task RespondAsync(ReadOnlyMemory<byte> bytes) => connection.SendAsync(bytes, cancellationToken);

    /// <param name="status">HTTP status with its reason.</param>
    /// <param name="body">Usually JSON.</param>
    public Task RespondAsync(string status, string body) =>
        RespondAsync(
            Encoding.UTF8.GetBytes(
                HttpMessage.Response(
                    status,
                    body,
                    "Content-Type: application/x-amz-json-1.0\r\n"
                        + "x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
                )
            )
        );

    /// <summary>Closes the function's connection.</summary>
    public void Close() => connection.Dispose();

    /// <inheritdoc cref="ProxyConnection.Reset"/>
    public void Reset() => connection.Reset();
}
