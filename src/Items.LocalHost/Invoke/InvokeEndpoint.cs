using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Items.LocalHost.Dashboard;
using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Items.LocalHost.Requests;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Invoke;

/// <summary>The host's own endpoint that invokes the function with any event, as Lambda's Invoke does.</summary>
/// <param name="requests">Receives each invocation as a request.</param>
/// <param name="bodyTimeout">How long a client may take to send the event.</param>
internal sealed class InvokeEndpoint(
    Func<Invocation, Task<InvocationResult>> invoke,
    RequestLog requests,
    TimeSpan bodyTimeout
)
{
    public const string Path = $"{LocalPaths.Root}/invoke";

    /// <summary>For the report of the invocation, which follows its response.</summary>
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(1);

    /// <summary>For lines that the frozen process has written and the host has not read yet.</summary>
    private static readonly TimeSpan OutputDelay = TimeSpan.FromMilliseconds(50);

    /// <param name="path">Without <see cref="LocalPaths.Root"/>.</param>
    /// <returns>Null when method and path are not those of the endpoint.</returns>
    public RequestDelegate? Find(string method, string path) =>
        (method, path) is ("POST", "/invoke") ? HandleAsync : null;

    private async Task HandleAsync(HttpContext context)
    {
        if (LocalResponse.FindOriginError(context.Request) is { } error)
        {
            await error.ToResponse().WriteAsync(context);
            return;
        }

        var body = await RequestLimits.ReadBodyAsync(context, bodyTimeout);
        if (body is not { Length: <= RuntimeApi.MaximumPayload } json)
        {
            await GatewayError.TooLarge("the event is too large").ToResponse().WriteAsync(context);
            return;
        }

        if (!IsJson(json))
        {
            await new GatewayError(400, "The event is not valid JSON", "no JSON")
                .ToResponse()
                .WriteAsync(context);
            return;
        }

        var result = await InvokeAsync(json, context.Request.Query["name"].ToString());
        await LocalResponse.WriteAsync(context, result, InvokeJsonContext.Default.InvokeResult);
    }

    /// <param name="name">Of the event, for the line in the terminal.</param>
    private async Task<InvokeResult> InvokeAsync(ReadOnlyMemory<byte> json, string name)
    {
        long startedAt = Stopwatch.GetTimestamp();
        string traceRoot = TraceRoots.New();
        var invocation = new Invocation(json, traceRoot);
        var record = requests.Start(invocation.RequestId, "INVOKE", name);
        requests.Invoke(record, invocation.RequestId, traceRoot["Root=".Length..]);

        var result = await invoke(invocation);
        requests.Complete(
            record,
            result.Error is null ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError,
            Stopwatch.GetElapsedTime(startedAt),
            result.Error is { } failure ? [failure.Reason] : []
        );
        return new InvokeResult(
            result.Error is null ? Encoding.UTF8.GetString(result.Payload.Span) : null,
            result.Error is { } error ? $"{error.Type}: {error.Reason}" : null,
            await ReadLogAsync(record.Id)
        );
    }

    private async Task<IReadOnlyList<string>> ReadLogAsync(string id)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (requests.Find(id) is { Function: null } && Stopwatch.GetElapsedTime(startedAt) < ReportTimeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await Task.Delay(OutputDelay);
        return requests.Find(id) is not { } details
            ? []
            :
            [
                .. details.Lines.Select(line => line.Text),
                .. details.DroppedLines > 0 ? [$"({details.DroppedLines} more lines)"] : (string[])[],
            ];
    }

    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
