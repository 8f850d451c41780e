using System.Net;
using Items.LocalHost.Template;

namespace Items.LocalHost.Gateway;

/// <summary>
/// The origins whose pages CORS permits to call the API: those of the template and, unless only the template counts, those
/// of this machine.
/// </summary>
/// <param name="settings">Null permits none, because the API then has no CORS.</param>
/// <param name="templateOnly">The option <c>--template-cors</c>.</param>
internal sealed class PermittedOrigins(CorsSettings? settings, bool templateOnly)
{
    /// <returns>The value of <c>access-control-allow-origin</c>; null when the origin is not permitted.</returns>
    public string? Find(string origin) =>
        settings is null || origin.Length == 0 ? null
        : settings.AllowOrigins.Contains("*") ? "*"
        : IncludesByName(origin) || settings.AllowOrigins.Any(allowed => MatchesScheme(allowed, origin))
            ? origin
        : null;

    /// <summary>Whether the origin is permitted by its name, not only by a star that stands for every page of the web.</summary>
    public bool IncludesByName(string origin) =>
        settings is not null
        && (settings.AllowOrigins.Contains(origin) || (!templateOnly && IsLoopback(origin)));

    /// <summary>Why an origin is not permitted, and what permits it.</summary>
    public string Rejection(string origin)
    {
        if (settings is null)
        {
            return "CORS: the API of the template has no CORS configuration; add CorsConfiguration to it";
        }

        string remedy =
            IsLoopback(origin) ? "start the local host without --template-cors"
            : origin == "null"
                ? "null is the origin of a page from a file or a sandboxed frame; open the page from a web server"
            : settings.OriginsParameter is { } parameter ? $"permit it with --parameter {parameter}={origin}"
            : "add it to AllowOrigins in the template";
        return $"CORS: the origin {origin} is not in AllowOrigins ({string.Join(", ", settings.AllowOrigins)}); {remedy}";
    }

    /// <summary>
    /// Whether the origin is http or https on localhost, a name below it, 127.0.0.0/8 or [::1], with any port. Browsers resolve
    /// these names to this machine without DNS, so no other machine can have such an origin.
    /// </summary>
    internal static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https")
        // In the form that browsers send: no path, user or other spelling of an address.
        && origin == $"{uri.Scheme}://{uri.Authority}"
        && (
            uri.Host == "localhost"
            || uri.Host.EndsWith(".localhost", StringComparison.Ordinal)
            || uri.Host == "[::1]"
            || (
                uri.HostNameType == UriHostNameType.IPv4
                && IPAddress.TryParse(uri.Host, out var address)
                && IPAddress.IsLoopback(address)
            )
        );

    private static bool MatchesScheme(string allowed, string origin) =>
        (allowed is "https://*" or "http://*") && origin.StartsWith(allowed[..^1], StringComparison.Ordinal);
}
