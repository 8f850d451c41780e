using System.Text;
using Items.Api.Http;
using Items.Api.Lambda;
using Items.Api.Telemetry;

namespace Items.Api;

/// <summary>
/// Does during INIT, when Lambda gives the full CPU, what the first caller would otherwise wait for: connection and
/// TLS, the first signature and table call, router, JSON and validation. Nothing is written, and nothing here can keep
/// the function from starting: what fails is done again by the first call that needs it.
/// </summary>
internal static class WarmUp
{
    /// <summary>A table that does not answer must not use up the 10 s that Lambda gives to INIT.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Reads an item that cannot be there: ids are UUIDs.</summary>
    private static readonly byte[] Read = Event("GET", "/api/v1/items/warm-up", "items/read", "");

    /// <summary>Refused by validation, before it comes near the table.</summary>
    private static readonly byte[] Invalid = Event("POST", "/api/v1/items", "items/write", "{}");

    public static async Task RunAsync(Router router, Log log)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            HttpApiReply.Write(await router.RouteAsync(HttpApiEvent.Read(Invalid), limit.Token));
            HttpApiReply.Write(await router.RouteAsync(HttpApiEvent.Read(Read), limit.Token));
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Warn, "The warm-up failed", e);
        }
    }

    private static byte[] Event(string method, string path, string scope, string body) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {
              "version": "2.0",
              "rawPath": "{{{path}}}",
              "headers": { "content-type": "application/json" },
              "requestContext": {
                "http": { "method": "{{{method}}}" },
                "stage": "$default",
                "authorizer": { "jwt": { "claims": { "sub": "warm-up", "scope": "{{{scope}}}", "token_use": "access" } } }
              },
              "body": "{{{body}}}"
            }
            """
        );
}
