using System.Globalization;
using System.Text;

namespace Items.LocalHost.Gateway;

/// <summary>Path and query of a request as API Gateway passes them to the function.</summary>
/// <param name="Path">
/// Percent-decoded, with its dot segments. A decoded '?' ends it; a decoded %2F is a '/'.
/// </param>
/// <param name="RawQuery">As sent, without the '?'; empty when there is none.</param>
internal sealed record RequestTarget(string Path, string RawQuery)
{
    /// <param name="raw">
    /// The target of the request line. Not Kestrel's Path, which keeps %2F and resolves dot segments.
    /// </param>
    /// <returns>Null when the target is malformed.</returns>
    public static RequestTarget? Parse(string raw)
    {
        string target = StripAuthority(raw);
        int question = target.IndexOf('?');
        string query = question < 0 ? "" : target[(question + 1)..];
        if (
            !target.StartsWith('/')
            || Decode(question < 0 ? target : target[..question], plusIsSpace: false) is not { } path
            || ParseQuery(query) is null
        )
        {
            return null;
        }

        int decodedQuestion = path.IndexOf('?');
        return new RequestTarget(decodedQuestion < 0 ? path : path[..decodedQuestion], query);
    }

    /// <summary>Names and values decoded, duplicates joined with a comma, in order of first appearance.</summary>
    public OrderedDictionary<string, string> Query => ParseQuery(RawQuery)!;

    private static OrderedDictionary<string, string>? ParseQuery(string query)
    {
        var parameters = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (
                Decode(parts[0], plusIsSpace: true) is not { } name
                || Decode(parts.Length == 2 ? parts[1] : "", plusIsSpace: true) is not { } value
            )
            {
                return null;
            }

            parameters[name] = parameters.TryGetValue(name, out string? earlier)
                ? $"{earlier},{value}"
                : value;
        }

        return parameters;
    }

    // The absolute form of a request line, for proxies: GET http://localhost:3000/path
    private static string StripAuthority(string raw)
    {
        int scheme = raw.IndexOf("://", StringComparison.Ordinal);
        if (raw.StartsWith('/') || scheme < 0)
        {
            return raw;
        }

        int path = raw.AsSpan(scheme + 3).IndexOfAny('/', '?');
        string target = path < 0 ? "/" : raw[(scheme + 3 + path)..];
        return target.StartsWith('?') ? $"/{target}" : target;
    }

    /// <returns>Null when a percent sign is not followed by two hexadecimal digits.</returns>
    private static string? Decode(string text, bool plusIsSpace)
    {
        if (text.AsSpan().IndexOfAny('%', '+') < 0)
        {
            return text;
        }

        byte[] source = Encoding.UTF8.GetBytes(text);
        var decoded = new List<byte>(source.Length);
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == '%')
            {
                var digits = source.AsSpan(i + 1, Math.Min(2, source.Length - i - 1));
                if (
                    digits.Length < 2
                    || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out byte value)
                )
                {
                    return null;
                }

                decoded.Add(value);
                i += 2;
            }
            else
            {
                decoded.Add(source[i] == '+' && plusIsSpace ? (byte)' ' : source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. decoded]);
    }
}
