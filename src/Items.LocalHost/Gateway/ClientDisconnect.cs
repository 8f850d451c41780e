using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

internal static class ClientDisconnect
{
    /// <summary>Whether the exception is the end of the client's connection or of the host, and not an error.</summary>
    public static bool IsCauseOf(Exception failure, HttpContext context) =>
        failure is OperationCanceledException or ConnectionResetException
        || (failure is IOException && context.RequestAborted.IsCancellationRequested);
}
