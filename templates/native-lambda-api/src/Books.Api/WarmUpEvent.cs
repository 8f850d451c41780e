namespace Books.Api;

/// <summary>
/// The event that is processed during INIT: a read of an id that does not exist. It opens the connection to the table and
/// runs the code for the first time, so that the first client does not wait for that.
/// </summary>
internal static class WarmUpEvent
{
    public static ReadOnlyMemory<byte> Json =>
        """
        {
          "version": "2.0",
          "rawPath": "/api/v1/books/00000000-0000-0000-0000-000000000000",
          "requestContext": {
            "http": { "method": "GET" },
            "stage": "$default",
            "authorizer": {
              "jwt": { "claims": { "sub": "warm-up", "scope": "books/read", "token_use": "access" } }
            }
          }
        }
        """u8.ToArray();
}
