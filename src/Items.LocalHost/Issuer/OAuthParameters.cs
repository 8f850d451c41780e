using System.Text;
using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Items.LocalHost.Issuer;

/// <summary>Reads the parameters of OAuth requests, which must not be repeated (RFC 6749, 3.1).</summary>
internal static class OAuthParameters
{
    /// <returns>Null when the body is too large or not a form in UTF-8.</returns>
    /// <inheritdoc cref="RequestLimits.ReadBodyAsync"/>
    public static async Task<Dictionary<string, StringValues>?> ReadFormAsync(
        HttpContext context,
        TimeSpan timeout
    ) =>
        IsForm(context.Request.ContentType) && await RequestLimits.ReadBodyAsync(context, timeout) is { } body
            ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span))
            : null;

    /// <returns>Null when the parameter is missing, empty or repeated.</returns>
    public static string? SingleValue(
        this IEnumerable<KeyValuePair<string, StringValues>> parameters,
        string name
    ) =>
        parameters.FirstOrDefault(parameter => parameter.Key == name).Value is { Count: 1 } value
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>The scopes in the parameter <c>scope</c>, which spaces separate.</summary>
    public static string[] Scopes(this IEnumerable<KeyValuePair<string, StringValues>> parameters) =>
        (parameters.SingleValue("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (
            type.Charset.Length == 0
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        );
}
