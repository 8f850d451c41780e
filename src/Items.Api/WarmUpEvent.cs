namespace Items.Api;

/// <summary>
/// The event that is processed during INIT: a read of an item that this API cannot have made, since its ids are UUIDs. It
/// covers connection, TLS, signature, table call, router and JSON (docs/decisions/0012-cold-path.md).
/// </summary>
internal static class WarmUpEvent
{
    public static ReadOnlyMemory<byte> Json =>
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
}
