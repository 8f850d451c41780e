using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Items.Api.Transport;

namespace Items.Api.DynamoDb;

/// <summary>
/// DynamoDB with the requests, answers, errors and marshallers of the AWS SDK, but over our own connections and
/// signatures (docs/decisions/0012-cold-path.md). Each call is one attempt: <see cref="Retry"/> repeats.
/// </summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="signer">For the endpoint's region.</param>
/// <remarks>
/// Every operation throws the SDK's <see cref="AmazonServiceException"/> for a refusal,
/// <see cref="ConnectException"/> when nothing was sent, <see cref="IOException"/> when the connection broke, and
/// <see cref="OperationCanceledException"/> when the token came first.
/// </remarks>
internal sealed class DynamoDbClient(Uri endpoint, RequestSigner signer) : IDisposable
{
    private readonly ConnectionPool _connections = new(endpoint, TimeProvider.System);
    private readonly string _host = HostHeader(endpoint);

    /// <summary>Time spent on waiting for connections and answers since the start.</summary>
    public TimeSpan TimeWaited { get; private set; }

    public GetItemResponse GetItem(GetItemRequest request, CancellationToken cancellationToken) =>
        (GetItemResponse)Call(
            GetItemRequestMarshaller.Instance.Marshall(request),
            GetItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public PutItemResponse PutItem(PutItemRequest request, CancellationToken cancellationToken) =>
        (PutItemResponse)Call(
            PutItemRequestMarshaller.Instance.Marshall(request),
            PutItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public UpdateItemResponse UpdateItem(UpdateItemRequest request, CancellationToken cancellationToken) =>
        (UpdateItemResponse)Call(
            UpdateItemRequestMarshaller.Instance.Marshall(request),
            UpdateItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public DeleteItemResponse DeleteItem(DeleteItemRequest request, CancellationToken cancellationToken) =>
        (DeleteItemResponse)Call(
            DeleteItemRequestMarshaller.Instance.Marshall(request),
            DeleteItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public TransactWriteItemsResponse TransactWriteItems(
        TransactWriteItemsRequest request,
        CancellationToken cancellationToken
    ) =>
        (TransactWriteItemsResponse)Call(
            TransactWriteItemsRequestMarshaller.Instance.Marshall(request),
            TransactWriteItemsResponseUnmarshaller.Instance,
            cancellationToken
        );

    /// <summary>
    /// Runs the queries side by side: all are sent, each on its own connection, before one is awaited. A failure does not
    /// take with it what has been answered.
    /// </summary>
    /// <param name="queries">What is asked.</param>
    /// <param name="take">Is given each answer as it comes.</param>
    /// <param name="cancellationToken">Ends them all.</param>
    public void Query(
        IReadOnlyList<QueryRequest> queries,
        Action<QueryRequest, QueryResponse> take,
        CancellationToken cancellationToken
    )
    {
        _connections.OpenAhead(queries.Count);
        var sent = new Queue<HttpConnection>(queries.Count);
        try
        {
            foreach (var query in queries)
            {
                sent.Enqueue(Send(QueryRequestMarshaller.Instance.Marshall(query), cancellationToken));
            }

            AmazonServiceException? refusal = null;
            foreach (var query in queries)
            {
                try
                {
                    take(
                        query,
                        (QueryResponse)Receive(
                            sent.Dequeue(),
                            QueryResponseUnmarshaller.Instance,
                            cancellationToken
                        )
                    );
                }
                catch (AmazonServiceException e)
                {
                    // The others' answers are on their way, and their connections are worth keeping.
                    refusal ??= e;
                }
            }

            if (refusal is not null)
            {
                throw refusal;
            }
        }
        finally
        {
            foreach (var unanswered in sent)
            {
                unanswered.Dispose();
            }
        }
    }

    public void Dispose() => _connections.Dispose();

    private AmazonWebServiceResponse Call(
        IRequest request,
        JsonResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    ) => Receive(Send(request, cancellationToken), unmarshaller, cancellationToken);

    private HttpConnection Send(IRequest request, CancellationToken cancellationToken)
    {
        using var marshalled = request;
        var body = ((PooledContentStream)request.ContentStream).Content.Span;
        string head = Head(request.Headers["X-Amz-Target"], body);
        long start = Stopwatch.GetTimestamp();
        HttpConnection? connection = null;
        try
        {
            connection = _connections.Rent(cancellationToken);
            connection.Send(head, body, cancellationToken);
            return connection;
        }
        catch
        {
            GiveUp(connection);
            throw;
        }
        finally
        {
            TimeWaited += Stopwatch.GetElapsedTime(start);
        }
    }

    private AmazonWebServiceResponse Receive(
        HttpConnection connection,
        JsonResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            connection.Receive(cancellationToken);
        }
        catch
        {
            GiveUp(connection);
            throw;
        }
        finally
        {
            TimeWaited += Stopwatch.GetElapsedTime(start);
        }

        try
        {
            return new DynamoDbReply(connection.Reply).Unmarshall(unmarshaller);
        }
        finally
        {
            _connections.Return(connection);
        }
    }

    private void GiveUp(HttpConnection? connection)
    {
        connection?.Dispose();
        _connections.Clear();
    }

    internal static string HostHeader(Uri endpoint)
    {
        string host = endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.Host : endpoint.IdnHost;
        return endpoint.IsDefaultPort ? host : $"{host}:{endpoint.Port}";
    }

    private string Head(string target, ReadOnlySpan<byte> body)
    {
        string timestamp = RequestSigner.Timestamp(DateTime.UtcNow);
        List<KeyValuePair<string, string>> headers =
        [
            new("content-type", "application/x-amz-json-1.0"),
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

        return head.Append("authorization: ")
            .Append(authorization)
            .Append("\r\ncontent-length: ")
            .Append(body.Length)
            .Append("\r\n\r\n")
            .ToString();
    }
}
