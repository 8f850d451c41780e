using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Dashboard;

/// <summary>Responses of the host's own endpoints.</summary>
internal static class LocalResponse
{
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        new HttpApiResponse(
            StatusCodes.Status200OK,
            [
                KeyValuePair.Create("content-type", "application/json"),
                KeyValuePair.Create("x-content-type-options", "nosniff"),
                // May contain a token: no page of another origin may load it.
                KeyValuePair.Create("cross-origin-resource-policy", "same-origin"),
            ],
            [],
            JsonSerializer.SerializeToUtf8Bytes(value, type)
        ).WriteAsync(context);

    /// <summary>For requests that change something: browsers send the request of any page.</summary>
    /// <returns>Null when the request is not that of a page of another origin.</returns>
    public static GatewayError? FindOriginError(HttpRequest request) =>
        Cors.IsCrossOrigin(request)
            ? new GatewayError(
                StatusCodes.Status403Forbidden,
                "Only the page of this host may change its data",
                "another origin"
            )
            : null;
}
