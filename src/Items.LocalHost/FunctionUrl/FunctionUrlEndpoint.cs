using System.Diagnostics;
using System.Text;
using Items.LocalHost.Aws;
using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Items.LocalHost.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.FunctionUrl;

/// <summary>The function URL: callers sign their requests with AWS credentials, and the function may stream its response.</summary>
/// <param name="bodyTimeout">How long a client may take to send the body of a request.</param>
/// <param name="requests">Receives what happens to each request, and why.</param>
internal sealed class FunctionUrlEndpoint(
    Func<Invocation, Task<InvocationResult>> invoke,
    TimeSpan bodyTimeout,
    RequestLog requests,
    TimeProvider clock
)
{
    private const string TooLarge = "Request Entity Too Large";
    private const string Disconnected = "the client disconnected before the end of the response";

    public async Task HandleAsync(HttpContext context)
    {
        long startedAt = Stopwatch.GetTimestamp();
        string id = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-requestid"] = id;
        string rawTarget = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var record = requests.Start(id, context.Request.Method, rawTarget);
        string? reason = Disconnected;
        try
        {
            reason = await RespondAsync(context, record, rawTarget);
        }
        finally
        {
            bool hasClient = !context.RequestAborted.IsCancellationRequested;
            reason ??= hasClient ? null : Disconnected;
            requests.Complete(
                record,
                hasClient ? context.Response.StatusCode : null,
                Stopwatch.GetElapsedTime(startedAt),
                reason is null ? [] : [reason]
            );
        }

        if (reason is not null && context.Response is { HasStarted: true, ContentLength: null })
        {
            // Bytes of a stream were sent before its error.
            throw new TruncatedResponseException();
        }
    }

    /// <returns>Why the request was rejected or failed; null when it succeeded.</returns>
    private async Task<string?> RespondAsync(HttpContext context, RequestRecord record, string rawTarget)
    {
        string limit = $"the event is larger than {RuntimeApi.MaximumPayload} bytes";
        ReadOnlyMemory<byte> body;
        try
        {
            if (await RequestLimits.ReadBodyAsync(context, bodyTimeout) is not { } accepted)
            {
                return await RejectAsync(context, 413, TooLarge, limit);
            }

            body = accepted;
        }
        catch (BadHttpRequestException invalid)
        {
            return await RejectAsync(context, invalid.StatusCode, "Bad Request", invalid.Message);
        }

        if (RequestSignature.FindError(context.Request, body, "lambda", clock.GetUtcNow()) is { } error)
        {
            return await RejectAsync(context, StatusCodes.Status403Forbidden, "Forbidden", error);
        }

        if (FunctionUrlEvent.Create(context.Request, record.Id, rawTarget, body) is not { } urlEvent)
        {
            return await RejectAsync(context, 400, "Bad Request", "the target of the request is malformed");
        }

        var json = urlEvent.ToJson(context);
        if (json.Length > RuntimeApi.MaximumPayload)
        {
            return await RejectAsync(context, 413, TooLarge, limit);
        }

        var invocation = new Invocation(json, urlEvent.TraceRoot) { AcceptsStream = true };
        requests.Invoke(record, invocation.RequestId, urlEvent.TraceRoot["Root=".Length..]);
        return await WriteAsync(context, await invoke(invocation));
    }

    private static async Task<string?> WriteAsync(HttpContext context, InvocationResult result)
    {
        if (result.Error is { } error)
        {
            return error.Type == FunctionError.Throttled
                ? await RejectAsync(context, 429, "Rate Exceeded.", error.Reason)
                : await RejectAsync(context, 502, "Internal Server Error", error.Reason);
        }

        if (result.Stream is null)
        {
            // In this mode Lambda passes on what the function returned, also an object with status, headers and body.
            await StreamedResponse.Unframed(result.Payload).WriteAsync(context);
            return null;
        }

        if (await StreamedResponse.ReadHeadAsync(result.Stream) is not { } head)
        {
            return await RejectAsync(
                context,
                502,
                "Internal Server Error",
                "the streamed response does not begin with valid status and headers"
            );
        }

        await StreamedResponse.WriteAsync(context, head, result.Stream);
        return result.Stream.Error?.Reason;
    }

    private static async Task<string> RejectAsync(
        HttpContext context,
        int status,
        string message,
        string reason
    )
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"Message":"{{message}}"}""");
        var headers = KeyValuePair.Create("content-type", "application/json");
        await new HttpApiResponse(status, [headers], [], body).WriteAsync(context);
        return reason;
    }
}
