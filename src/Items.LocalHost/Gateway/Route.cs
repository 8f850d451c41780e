using Items.LocalHost.Template;

namespace Items.LocalHost.Gateway;

/// <summary>A route of the HTTP API, such as <c>ANY /{proxy+}</c>.</summary>
/// <param name="Method">An HTTP method in upper case, or ANY.</param>
/// <param name="Timeout">Of the integration: how long the gateway waits for the function.</param>
/// <param name="Authorizer">Null for a public route.</param>
internal sealed record Route(
    string Method,
    string Path,
    TimeSpan Timeout,
    RouteAuthorizerSettings? Authorizer = null
)
{
    private readonly string[] _segments = Path[1..].Split('/');

    public string Key => $"{Method} {Path}";

    private bool IsGreedy => _segments[^1].EndsWith("+}", StringComparison.Ordinal);

    private int LiteralSegments => _segments.Count(segment => !IsVariable(segment));

    public static bool IsValidPath(string path)
    {
        // API Gateway does not accept a route that ends in a slash.
        if (!path.StartsWith('/') || (path.Length > 1 && path.EndsWith('/')))
        {
            return false;
        }

        string[] segments = path[1..].Split('/');
        return segments.All(segment => IsVariable(segment) || segment.AsSpan().IndexOfAny('{', '}') < 0)
            && !segments[..^1].Any(segment => segment.EndsWith("+}", StringComparison.Ordinal));
    }

    /// <summary>
    /// The route of a request. A full match wins over a greedy one, a route of the method over ANY.
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    /// </summary>
    /// <param name="path">Decoded, without the stage.</param>
    public static (Route Route, Dictionary<string, string> Parameters)? Match(
        IEnumerable<Route> routes,
        string method,
        string path
    ) =>
        routes
            .Where(route => route.Method == "ANY" || route.Method == method)
            .Select(route => (Route: route, Parameters: route.Parameters(path)))
            .Where(match => match.Parameters is not null)
            .OrderBy(match => match.Route.IsGreedy)
            .ThenByDescending(match => match.Route.LiteralSegments)
            .ThenByDescending(match => match.Route._segments.Length)
            .ThenBy(match => match.Route.Method == "ANY")
            .Select(match => ((Route, Dictionary<string, string>)?)(match.Route, match.Parameters!))
            .FirstOrDefault();

    private Dictionary<string, string>? Parameters(string path)
    {
        // A full match ignores a slash at the end of the path: https://github.com/aws-powertools/powertools-lambda-python/issues/1552
        string matched = !IsGreedy && path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
        string[] segments = matched[1..].Split('/', IsGreedy ? _segments.Length : int.MaxValue);
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (pattern, segment) in _segments.Zip(segments))
        {
            if (!IsVariable(pattern))
            {
                if (pattern != segment)
                {
                    return null;
                }
            }
            else if (segment.Length == 0)
            {
                return null;
            }
            else
            {
                parameters[pattern.Trim('{', '}', '+')] = segment;
            }
        }

        return parameters;
    }

    private static bool IsVariable(string segment) => segment is ['{', _, .., '}'];
}
