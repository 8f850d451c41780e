using NativeLambda.Http;
using NativeLambda.Telemetry;
using NativeLambda.Transport;

namespace NativeLambda.Aws;

/// <summary>
/// Calls one AWS service in its JSON protocol. The first call creates the connections, so a function that does not use
/// the service has no cost. Not thread-safe.
/// </summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region and service.</param>
/// <param name="contentType"><c>application/x-amz-json-1.0</c> or <c>application/x-amz-json-1.1</c>, as the service requires.</param>
/// <param name="trace">Records each attempt.</param>
public sealed class AwsJsonClient(Uri endpoint, RequestSigner signer, string contentType, CallTrace trace)
    : IDisposable
{
    /// <summary>The services respond in milliseconds: after this time the connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    private RequestHead? _head;
    private ConnectionPool? _connections;

    /// <summary>One attempt.</summary>
    /// <param name="target">Value of <c>X-Amz-Target</c>: the service, a dot and the operation.</param>
    /// <param name="body">JSON.</param>
    /// <returns>The JSON of the response; overwritten by the next call.</returns>
    /// <exception cref="AwsServiceException">An error response.</exception>
    /// <exception cref="ProcessMustEndException">The service does not accept the credentials.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadOnlyMemory<byte> Call(
        string target,
        ReadOnlySpan<byte> body,
        CancellationToken cancellationToken
    )
    {
        _head ??= new RequestHead(endpoint, signer, contentType);
        _connections ??= new ConnectionPool(endpoint, TimeProvider.System);
        var subsegment = trace.Start(signer.Service.ToUpperInvariant(), target, signer.Region);
        var head = _head.For(target, body, subsegment?.Header);
        HttpConnection? connection = null;
        try
        {
            connection = _connections.Rent(cancellationToken);
            connection.Send(head, body, cancellationToken);
            connection.Receive(cancellationToken);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            _connections.Clear();
            subsegment?.End(status: null, requestId: null, e.GetType().Name, isThrottled: false);
            throw;
        }

        _connections.Return(connection);
        var response = connection.Response;
        var error = response.Status == 200 ? null : Error(target, response);
        var serviceError = error as AwsServiceException;
        subsegment?.End(
            response.Status,
            response.Header("x-amzn-requestid"u8),
            serviceError?.Code ?? error?.GetType().Name,
            serviceError?.IsThrottled == true
        );
        return error is null ? response.Body : throw error;
    }

    /// <summary>
    /// Repeats an attempt after transient errors until it succeeds, a few times at most. Its argument is cancelled with
    /// the given token or after two seconds.
    /// </summary>
    /// <exception cref="Exception">That of the last attempt.</exception>
    internal static T Retry<T>(Func<CancellationToken, T> attempt, CancellationToken cancellationToken) =>
        Attempts.Run(
            attempt,
            failure => AwsServiceException.IsTransient(failure) ? Repetition.Limited : Repetition.Never,
            AttemptTimeout,
            cancellationToken
        );

    public void Dispose() => _connections?.Dispose();

    private static Exception Error(string target, HttpResponseReader response)
    {
        var (code, message) = AwsError.Read(response.Body.Span);
        string service = target[..target.IndexOf('.')];
        return AwsError.IsOfCredentials(code)
            ? AwsError.CredentialsRejected(service, code, message)
            : new AwsServiceException(
                code,
                $"{target} returned status {response.Status}: {code} {message}".TrimEnd(),
                response.Status
            );
    }
}
