using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>The first part of a trace header: the id of the trace.</summary>
internal static partial class TraceRoots
{
    /// <returns><c>Root=1-…</c>: the caller's when it sent one, else a new one.</returns>
    public static string Of(HttpRequest request)
    {
        var sent = Root().Match(request.Headers["x-amzn-trace-id"].ToString());
        return sent.Success ? sent.Value : New();
    }

    /// <inheritdoc cref="Of"/>
    public static string New() => $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Ids.Hex(12)}";

    [GeneratedRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", RegexOptions.None, 1000)]
    private static partial Regex Root();
}
