using Microsoft.Extensions.Primitives;

namespace Items.LocalHost.Issuer;

/// <summary>Reads the parameters of OAuth requests, which must not be repeated (RFC 6749, 3.1).</summary>
internal static class OAuthParameters
{
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
}
