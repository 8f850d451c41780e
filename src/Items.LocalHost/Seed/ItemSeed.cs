using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Seed;

/// <summary>
/// The option <c>--seed</c>: has the function create example items, so that all rules of the API hold for them. Its requests
/// are not among those that the host shows.
/// </summary>
/// <param name="identity">Of the caller; needs all scopes.</param>
/// <param name="output">Receives one line.</param>
internal sealed class ItemSeed(
    SamTemplate template,
    JwtIdentity identity,
    Func<Invocation, Task<InvocationResult>> invoke,
    TextWriter output
)
{
    private const string Items = "/api/v1/items/";

    /// <summary>Creates items when there are none yet, so that a restart adds none.</summary>
    /// <exception cref="HostError">The function did not create an item.</exception>
    public async Task RunAsync(int count, CancellationToken cancellationToken)
    {
        if (JsonNode.Parse(await CallAsync("GET", "?limit=1", body: "")) is not JsonArray { Count: 0 })
        {
            output.WriteLine("Seed      none, because there are items already");
            return;
        }

        for (int number = 0; number < count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CallAsync("POST", query: "", ExampleItems.Create(number).ToJsonString());
        }

        output.WriteLine($"Seed      {count} items");
    }

    /// <returns>The body of the response.</returns>
    private async Task<string> CallAsync(string method, string query, string body)
    {
        if (Route.Match(template.Function.Routes, method, Items) is not var (route, parameters))
        {
            throw new HostError(
                $"--seed needs a route for {method} {Items}, which the template does not have"
            );
        }

        string root = template.Api.Stage == HttpApiSettings.DefaultStage ? "" : $"/{template.Api.Stage}";
        string traceRoot = TraceRoots.New();
        var json = new HttpApiEvent
        {
            RequestId = Ids.Hex(8),
            RouteKey = route.Key,
            PathParameters = parameters,
            Target = RequestTarget.Parse($"{root}{Items}{query}")!,
            Stage = template.Api.Stage,
            Body = Encoding.UTF8.GetBytes(body),
            TraceRoot = traceRoot,
            Authorizer = identity.ToJson(),
        }.ToJson(CreateContext(method));
        var result = await invoke(new Invocation(json, traceRoot));
        var response = result.Error is null ? HttpApiResponse.Parse(result.Payload) : null;
        return response is { Status: StatusCodes.Status200OK or StatusCodes.Status201Created }
            ? Encoding.UTF8.GetString(response.Body.Span)
            : throw new HostError(
                $"--seed: {method} {Items} failed: {result.Error?.Reason ?? $"status {response?.Status}"}"
            );
    }

    private static DefaultHttpContext CreateContext(string method)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = Uri.UriSchemeHttp;
        context.Request.Host = new HostString("localhost");
        context.Request.ContentType = "application/json";
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        return context;
    }
}
