using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime.Internal;
using NativeLambda.Aws;
using NativeLambda.Http;
using NativeLambda.Telemetry;
using NativeLambda.Transport;

namespace NativeLambda.DynamoDb;

/// <summary>
/// DynamoDB with the requests of the AWS SDK and their marshallers over this framework's connections and signatures
/// (docs/decisions/0012-cold-path.md). Each call is one attempt; <see cref="Retry"/> repeats.
/// </summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region.</param>
/// <param name="telemetry">Records each attempt.</param>
/// <remarks>
/// Every operation throws an <see cref="AwsServiceException"/> for an error response, a
/// <see cref="ProcessMustEndException"/> when the credentials are not accepted, a <c>ConnectException</c> when nothing was sent,
/// an <see cref="IOException"/> when the connection failed or the response is malformed, and an
/// <see cref="OperationCanceledException"/> when the token was cancelled.
/// </remarks>
public sealed class DynamoDbClient(Uri endpoint, RequestSigner signer, FunctionTelemetry telemetry)
    : IDisposable
{
    private readonly ConnectionPool _connections = new(endpoint, TimeProvider.System);
    private readonly RequestHead _head = new(endpoint, signer, "application/x-amz-json-1.0");
    private readonly TableCalls _calls = telemetry.TableCalls;
    private readonly ResponseBody _body = new();
    private bool _hasQueried;

    /// <returns>Null when there is no such row.</returns>
    public T? GetItem<T>(GetItemRequest request, RowReader<T> read, CancellationToken cancellationToken)
        where T : class =>
        Call(
            GetItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            json => _body.ReadRow(json, "Item"u8, read),
            cancellationToken
        );

    /// <exception cref="ConditionFailedException">The condition of the request does not hold.</exception>
    public void PutItem(PutItemRequest request, CancellationToken cancellationToken) =>
        Call(
            PutItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            ResponseBody.Verify,
            cancellationToken
        );

    /// <returns>The attributes for which <see cref="UpdateItemRequest.ReturnValues"/> asks; null for none.</returns>
    /// <exception cref="ConditionFailedException">The condition of the request does not hold.</exception>
    public T? UpdateItem<T>(UpdateItemRequest request, RowReader<T> read, CancellationToken cancellationToken)
        where T : class =>
        Call(
            UpdateItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            json => _body.ReadRow(json, "Attributes"u8, read),
            cancellationToken
        );

    /// <exception cref="ConditionFailedException">The condition of the request does not hold.</exception>
    public void DeleteItem(DeleteItemRequest request, CancellationToken cancellationToken) =>
        Call(
            DeleteItemRequestMarshaller.Instance.Marshall(request),
            request.TableName,
            ResponseBody.Verify,
            cancellationToken
        );

    /// <exception cref="CancelledTransactionException">The transaction has no effect.</exception>
    public void TransactWriteItems(TransactWriteItemsRequest request, CancellationToken cancellationToken) =>
        Call(
            TransactWriteItemsRequestMarshaller.Instance.Marshall(request),
            table: null,
            ResponseBody.Verify,
            cancellationToken
        );

    /// <summary>
    /// Runs queries in parallel on as many connections as are open, and the rest after them. The first call opens no
    /// further connection, each later call at most one: with a small share of a CPU a TLS handshake takes longer than
    /// several queries. An error response to one query does not discard the responses to the others.
    /// </summary>
    /// <param name="queries">
    /// Each starts at its next page afterwards, and one whose last page was read at its first. So another attempt, after an
    /// exception, must leave out the queries whose last page was passed on.
    /// </param>
    /// <param name="onPage">Called with each page, which no other attempt reads again.</param>
    public void Query<T>(
        IReadOnlyList<QueryRequest> queries,
        RowReader<T> read,
        Action<QueryRequest, QueryPage<T>> onPage,
        CancellationToken cancellationToken
    )
    {
        int parallel = Math.Max(1, _connections.CountIdle() + (_hasQueried ? 1 : 0));
        _hasQueried = true;
        AwsServiceException? error = null;
        foreach (var batch in queries.Chunk(parallel))
        {
            error = QueryInParallel(batch, read, onPage, cancellationToken) ?? error;
        }

        if (error is not null)
        {
            throw error;
        }
    }

    public void Dispose() => _connections.Dispose();

    /// <summary>Sends all queries, each on its own connection, before it reads the first response.</summary>
    /// <returns>The first error response; null when there is none.</returns>
    private AwsServiceException? QueryInParallel<T>(
        QueryRequest[] queries,
        RowReader<T> read,
        Action<QueryRequest, QueryPage<T>> onPage,
        CancellationToken cancellationToken
    )
    {
        AwsServiceException? error = null;
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
                    var (rows, lastKey) = Receive(
                        sent.Dequeue(),
                        json => _body.ReadPage(json, query.Limit ?? 0, read),
                        cancellationToken
                    );
                    query.ExclusiveStartKey = lastKey;
                    onPage(query, new QueryPage<T>(rows, IsLast: lastKey is null));
                }
                catch (AwsServiceException e)
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

    private T Call<T>(
        IRequest request,
        string? table,
        BodyReader<T> read,
        CancellationToken cancellationToken
    ) => Receive(Send(request, table, cancellationToken), read, cancellationToken);

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

    private T Receive<T>(SentCall call, BodyReader<T> read, CancellationToken cancellationToken)
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
            var result = DynamoDbResponse.Read(connection.Response, read);
            End(call.Subsegment, connection.Response, failure: null);
            return result;
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
            (failure as AwsServiceException)?.Code ?? failure?.GetType().Name,
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
