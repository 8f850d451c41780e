using System.Text;
using NativeLambda.Http;
using NativeLambda.Routing;

namespace NativeLambda.Generators.Tests;

internal sealed record RunningRouter(
    Func<Request, CancellationToken, Response> Route,
    IReadOnlyList<Route> Routes
)
{
    /// <param name="header">Name in lower case, and value; null for no headers.</param>
    public Response Send(
        Method method,
        string path,
        string query = "",
        string body = "",
        (string Name, string Value)? header = null,
        Caller? caller = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = new Request
        {
            Method = method,
            Path = Encoding.UTF8.GetBytes(path),
            Query = Encoding.UTF8.GetBytes(query),
            Body = Encoding.UTF8.GetBytes(body),
            Headers = header is var (name, value)
                ? [new Header(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value))]
                : [],
            Caller = caller,
        };
        return Route(request, cancellationToken);
    }
}

internal static class ResponseExtensions
{
    public static string Text(this Response response) => Encoding.UTF8.GetString(response.Body.Span);

    public static string Header(this Response response, string name) =>
        response.Headers.Single(header => header.Key == name).Value;
}
