using Items.Api.DynamoDb;
using Items.Api.Http;
using Items.Api.Lambda;
using Items.Api.Telemetry;

namespace Items.Api;

/// <summary>Answers one event of whatever origin. The one place where exceptions end.</summary>
internal sealed class ItemsFunction(Router router, ServerTiming? timing, Log log)
{
    /// <summary>Seconds after which a client may try again when the table did not answer.</summary>
    private const string RetryAfter = "1";

    public async ValueTask<InvocationResult> HandleAsync(Invocation invocation, CancellationToken deadline)
    {
        timing?.StartInvocation();
        if (EventOrigins.Peek(invocation.Event.Span) != EventOrigin.HttpApi)
        {
            log.Write(LogLevel.Error, "Unsupported event", requestId: invocation.RequestId);
            return new FunctionError(
                "Function.UnsupportedEvent",
                "The event is not one of an HTTP API, payload format 2.0."
            );
        }

        Request? request = null;
        Response response;
        try
        {
            request = HttpApiEvent.Read(invocation.Event);
            response = await router.RouteAsync(request, deadline);
        }
        catch (Exception e) when (TableFailures.Classify(e) != TableFailure.Final)
        {
            log.Write(LogLevel.Warn, "DynamoDB did not answer", e, invocation.RequestId, request?.Id);
            response = new Reply(503, "Service Unavailable").ToResponse().With("retry-after", RetryAfter);
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Error, "Request failed", e, invocation.RequestId, request?.Id);
            response = new Reply(500, "Internal Server Error").ToResponse();
        }

        if (timing is not null)
        {
            response.With(ServerTiming.Header, timing.EndInvocation());
        }

        return new InvocationResult(
            HttpApiReply.Write(request?.Method == Method.Head ? response.WithoutBody() : response)
        );
    }
}
