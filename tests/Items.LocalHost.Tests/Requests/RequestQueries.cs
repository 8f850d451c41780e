using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Requests;

/// <summary>Reads what the page at <c>/_local</c> shows of the requests.</summary>
internal static class RequestQueries
{
    /// <summary>All requests that are kept, newest first, and the totals of the metrics.</summary>
    public static async Task<JsonNode> ChangesAsync(this TestDeployment deployment) =>
        JsonNode.Parse(await deployment.Client.GetStringAsync("/_local/requests"))!;

    public static async Task<JsonNode> LastRequestAsync(this TestDeployment deployment) =>
        (await deployment.ChangesAsync())["requests"]![0]!;

    public static Task<JsonNode> UntilChangesAsync(
        this TestDeployment deployment,
        string state,
        Func<JsonNode, bool> isReached
    ) => UntilAsync(state, deployment.ChangesAsync, isReached);

    public static Task<JsonNode> UntilLastRequestAsync(
        this TestDeployment deployment,
        string state,
        Func<JsonNode, bool> isReached
    ) => UntilAsync(state, deployment.LastRequestAsync, isReached);

    /// <summary>The details of the request with this response.</summary>
    public static Task<JsonNode> UntilDetailsAsync(
        this TestDeployment deployment,
        HttpResponseMessage response,
        string state,
        Func<JsonNode, bool> isReached
    )
    {
        string id = Uri.EscapeDataString(response.Headers.GetValues("apigw-requestid").Single());
        return UntilAsync(
            state,
            async () => JsonNode.Parse(await deployment.Client.GetStringAsync($"/_local/requests/{id}"))!,
            isReached
        );
    }

    // What the function writes is read and received after its response.
    private static async Task<JsonNode> UntilAsync(
        string state,
        Func<Task<JsonNode>> readAsync,
        Func<JsonNode, bool> isReached
    )
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var json = await readAsync();
            if (isReached(json))
            {
                return json;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Timed out waiting until {state}. The last result is {json}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
