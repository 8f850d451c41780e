using Items.Api.Http;
using Items.Api.Lambda;
using Items.Api.Telemetry;

namespace Items.Api;

/// <summary>
/// Does during INIT, when Lambda gives the full CPU, what the first caller would otherwise wait for: connection and
/// TLS, the first signature and table call, router and JSON. Nothing is written, and nothing here can keep the function
/// from starting: what fails is done again by the first call that needs it.
/// </summary>
internal static class WarmUp
{
    /// <summary>A table that does not answer must not use up the 10 s that Lambda gives to INIT.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Reads an item that cannot be there: ids are UUIDs.</summary>
    private static ReadOnlyMemory<byte> Event { get; } =
        """
        {
          "version": "2.0",
          "rawPath": "/api/v1/items/warm-up",
          "requestContext": {
            "http": { "method": "GET" },
            "stage": "$default",
            "authorizer": {
              "jwt": { "claims": { "sub": "warm-up", "scope": "items/read", "token_use": "access" } }
            }
          }
        }
        """u8.ToArray();

    public static async Task RunAsync(Router router, Log log)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            HttpApiReply.Write(await router.RouteAsync(HttpApiEvent.Read(Event), limit.Token));
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Warn, "The warm-up failed", e);
        }
    }
}
