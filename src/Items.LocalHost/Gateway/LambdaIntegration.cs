using Items.LocalHost.Lambda;

namespace Items.LocalHost.Gateway;

/// <summary>The integration of the HTTP API with the function.</summary>
internal sealed class LambdaIntegration(LambdaFunction function)
{
    /// <param name="timeout">Of the route.</param>
    public async Task<HttpApiResponse> InvokeAsync(Invocation invocation, TimeSpan timeout)
    {
        try
        {
            return Response(await function.InvokeAsync(invocation).WaitAsync(timeout));
        }
        catch (TimeoutException)
        {
            return GatewayError
                .Unavailable(
                    $"the function did not respond within {timeout.TotalMilliseconds} ms, the TimeoutInMillis of the route"
                )
                .ToResponse();
        }
    }

    private static HttpApiResponse Response(InvocationResult result)
    {
        if (result.Error is { } error)
        {
            return (
                error.Type == FunctionError.Throttled
                    ? GatewayError.Unavailable(error.Reason)
                    : GatewayError.FunctionFailed(error.Reason)
            ).ToResponse();
        }

        return HttpApiResponse.Parse(result.Payload) is { } response
            ? response with
            {
                Reason = FunctionErrorDetail.Read(response),
            }
            : GatewayError
                .FunctionFailed("the function's response is not valid for an HTTP API")
                .ToResponse();
    }
}
