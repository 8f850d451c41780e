using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using NativeLambda.Aws;
using NativeLambda.Http;
using NativeLambda.Telemetry;
using NativeLambda.Transport;

namespace NativeLambda.DynamoDb;

/// <summary>
/// DynamoDB with the request and response types, exceptions and marshallers of the AWS SDK over this framework's
/// connections and signatures (docs/decisions/0012-cold-path.md). Each call is one attempt; <see cref="Retry"/> repeats.
/// </summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region.</param>
/// <param name="telemetry">Records each attempt.</param>
/// <remarks>
/// Every operation throws the SDK's <see cref="AmazonServiceException"/> for an error response, a
/// <see cref="ProcessMustEndException"/> when the credentials have expired, a <c>ConnectException</c> when nothing was sent,
/// an <see cref="IOException"/> when the connection failed, and an <see cref="OperationCanceledException"/> when the token
/// was cancelled.
/// </remarks>
public sealed class DynamoDbClient(Uri endpoint, RequestSigner signer, FunctionTelemetry telemetry)
    : IDisposable
{
    private readonly ConnectionPool _connections = new(endpoint, TimeProvider.System);
    private readonly RequestHead _head = new(endpoint, signer, "application/x-amz-json-1.0");
    private readonly TableCalls _calls = telemetry.TableCalls;
    private bool _hasQueried;

    public GetItemResponse GetItem(GetItemRequest request, CancellationToken cancellationToken) =>
        (GetItemResponse)Call(
            GetItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            GetItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public PutItemResponse PutItem(PutItemRequest request, CancellationToken cancellationToken) =>
        (PutItemResponse)Call(
            PutItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            PutItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public UpdateItemResponse UpdateItem(UpdateItemRequest request, CancellationToken cancellationToken) =>
        (UpdateItemResponse)Call(
            UpdateItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            UpdateItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public DeleteItemResponse DeleteItem(DeleteItemRequest request, CancellationToken cancellationToken) =>
        (DeleteItemResponse)Call(
            DeleteItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            DeleteItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public TransactWriteItemsResponse TransactWriteItems(
        TransactWriteItemsRequest request,
        CancellationToken cancellationToken
    ) =>
        (TransactWriteItemsResponse)Call(
            TransactWriteItemsRequestMarshaller.Instance.Marshall(request),
            table: null,
            TransactWriteItemsResponseUnmarshaller.Instance,
            cancellationToken
        );

    /// <summary>
    /// Runs queries in parallel on as many connections as are open, and the rest after them. The first call opens no
    /// further connection, each later call at most one: with a small share of a CPU a TLS handshake takes longer than
    /// several queries. A failed query does not discard the responses of the others.
    /// </summary>
    /// <param name="onResponse">Called with each response.</param>
    public void Query(
        IReadOnlyList<QueryRequest> queries,
        Action<QueryRequest, QueryResponse> onResponse,
        CancellationToken cancellationToken
    )
    {
        int parallel = Math.Max(1, _connections.CountIdle() + (_hasQueried ? 1 : 0));
        _hasQueried = true;
        AmazonServiceException? error = null;
        foreach (var batch in queries.Chunk(parallel))
        {
            error = QueryInParallel(batch, onResponse, cancellationToken) ?? error;
        }

        if (error is not null)
        {
            throw error;
        }
    }

    public void Dispose() => _connections.Dispose();

    /// <summary>Sends all queries, each on its own connection, before it reads the first response.</summary>
    /// <returns>The first error response; null when there is none.</returns>
    private AmazonServiceException? QueryInParallel(
        QueryRequest[] queries,
        Action<QueryRequest, QueryResponse> onResponse,
        CancellationToken cancellationToken
    )
    {
        AmazonServiceException? error = null;
        var sent = new Queue<SentCall>(queries.Length);
        try
        {
            foreach (var query in queries)
            {
                sent.Enqueue(
                    Send(QueryRequestMarshaller.Instance.Marshall(query), query.TableName, cancellationToken)
                );
            }

            foreach (var query in queries)
            {
                try
                {
                    var response = Receive(
                        sent.Dequeue(),
                        QueryResponseUnmarshaller.Instance,
                        cancellationToken
                    );
                    onResponse(query, (QueryResponse)response);
                }
                catch (AmazonServiceException e)
                {
                    // The responses of the other queries are read, so that their connections stay usable.
                    error ??= e;
                }
            }

            return error;
        }
        finally
        {
            foreach (var call in sent)
            {
                call.Connection.Dispose();
            }
        }
    }

    private AmazonWebServiceResponse Call(
        IRequest request,
        string? table,
        JsonResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    ) => Receive(Send(request, table, cancellationToken), unmarshaller, cancellationToken);

    private SentCall Send(IRequest request, string? table, CancellationToken cancellationToken)
    {
        using var marshalled = request;
        var body = ((PooledContentStream)request.ContentStream).Content.Span;
        string target = request.Headers["X-Amz-Target"];
        _calls.Add();
        var subsegment = telemetry.Trace.Start("DynamoDB", target, signer.Region, table);
        var head = _head.For(target, body, subsegment?.Header);
        long start = Stopwatch.GetTimestamp();
        HttpConnection? connection = null;
        try
        {
            connection = _connections.Rent(cancellationToken);
            connection.Send(head, body, cancellationToken);
            return new SentCall(connection, subsegment);
        }
        catch (Exception e)
        {
            Discard(connection);
            End(subsegment, response: null, e);
            throw;
        }
        finally
        {
            _calls.AddWait(Stopwatch.GetElapsedTime(start));
        }
    }

    private AmazonWebServiceResponse Receive(
        SentCall call,
        JsonResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    )
    {
        var connection = call.Connection;
        long start = Stopwatch.GetTimestamp();
        try
        {
            connection.Receive(cancellationToken);
        }
        catch (Exception e)
        {
            Discard(connection);
            End(call.Subsegment, response: null, e);
            throw;
        }
        finally
        {
            _calls.AddWait(Stopwatch.GetElapsedTime(start));
        }

        try
        {
            var response = new DynamoDbResponse(connection.Response).Unmarshall(unmarshaller);
            End(call.Subsegment, connection.Response, failure: null);
            return response;
        }
        catch (Exception e)
        {
            End(call.Subsegment, connection.Response, e);
            throw;
        }
        finally
        {
            _connections.Return(connection);
        }
    }

    /// <param name="response">Null when there was none.</param>
    /// <param name="failure">Null after a success.</param>
    private void End(Subsegment? subsegment, HttpResponseReader? response, Exception? failure)
    {
        bool isThrottled = failure is not null && DynamoDbFailures.IsThrottled(failure);
        if (isThrottled)
        {
            _calls.AddThrottle();
        }

        subsegment?.End(
            response?.Status,
            response?.Header("x-amzn-requestid"u8),
            (failure as AmazonServiceException)?.ErrorCode ?? failure?.GetType().Name,
            isThrottled
        );
    }

    private void Discard(HttpConnection? connection)
    {
        connection?.Dispose();
        _connections.Clear();
    }

    /// <summary>A request whose response has not been read.</summary>
    private readonly record struct SentCall(HttpConnection Connection, Subsegment? Subsegment);
}
