using System.CommandLine;
using System.Text;
using System.Text.Json;
using Items.ColdStart.Load;
using Items.LocalHost;

namespace Items.ColdStart.Modes;

/// <summary>The options of the mode <c>--url</c> that say what is sent.</summary>
internal static class LoadRequestOptions
{
    /// <summary>Not an option: other users of a machine can see the command line of a process.</summary>
    public const string TokenVariable = "ITEMS_TOKEN";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly Option<string?> RequestPath = OptionFactory.Create<string?>(
        "--path",
        "PATH",
        $"Path of the requests, with a query if any. The access token is in the environment variable {TokenVariable}",
        "a path that begins with /",
        text => text.StartsWith('/') ? text : null,
        "/api/v1/items"
    );

    private static readonly Option<HttpMethod?> Method = OptionFactory.Create<HttpMethod?>(
        "--method",
        "METHOD",
        $"One of {string.Join(", ", Methods)} (default: GET; POST with --body)",
        $"one of {string.Join(", ", Methods)}",
        text => Methods.Contains(text) ? new HttpMethod(text) : null
    );

    private static readonly Option<string?> Body = new("--body")
    {
        Description = "JSON to send, or @FILE with it",
        HelpName = "JSON",
    };

    private static readonly Option<string[]> Headers = new("--header")
    {
        Description = "A further header of the requests; repeat it for more",
        HelpName = "'NAME: VALUE'",
    };

    private static readonly Option<bool> IdempotencyKey = new("--idempotency-key")
    {
        Description = "Send an Idempotency-Key that is new for each request",
    };

    public static IReadOnlyList<Option> All { get; } = [RequestPath, Method, Body, Headers, IdempotencyKey];

    private static string? Token =>
        Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null;

    /// <param name="url">Address of the API.</param>
    /// <exception cref="HostError">The body cannot be read, or is not JSON.</exception>
    public static LoadRequest ToRequest(ParseResult result, Uri url)
    {
        byte[]? body = result.GetValue(Body) is { } text ? ReadBody(text) : null;
        return new LoadRequest
        {
            Method = result.GetValue(Method) ?? (body is null ? HttpMethod.Get : HttpMethod.Post),
            Target = new Uri(url.AbsoluteUri.TrimEnd('/') + result.GetValue(RequestPath)),
            Token = Token,
            Body = body,
            Headers = [.. (result.GetValue(Headers) ?? []).Select(header => Parse(header)!.Value)],
            WithIdempotencyKey = result.GetValue(IdempotencyKey),
        };
    }

    /// <returns>An error message, or null. It does not contain the token.</returns>
    public static string? FindProblem(ParseResult result, Uri url)
    {
        string[] headers = result.GetValue(Headers) ?? [];
        return headers.Any(it => Parse(it) is null)
                ? "--header needs a request header such as 'If-Match: \"1\"'."
            : headers.Any(it => it.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase))
                ? $"The token belongs in the environment variable {TokenVariable}, not in --header."
            : Token is not { } token ? null
            : token.Any(it => it is <= ' ' or > '~') ? $"{TokenVariable} has a character that no token has."
            : url is { Scheme: "http", IsLoopback: false }
                ? $"The token in {TokenVariable} is not sent over http to another machine; --url needs https."
            : null;
    }

    private static byte[] ReadBody(string text)
    {
        byte[] body = text.StartsWith('@') ? File.ReadAllBytes(text[1..]) : Encoding.UTF8.GetBytes(text);
        try
        {
            JsonDocument.Parse(body).Dispose();
            return body;
        }
        catch (JsonException error)
        {
            throw new HostError($"--body is not JSON: {error.Message}");
        }
    }

    /// <returns>Null when it is no header, or one of the body.</returns>
    private static (string Name, string Value)? Parse(string header)
    {
        string[] parts = header.Split(':', 2, StringSplitOptions.TrimEntries);
        using var request = new HttpRequestMessage();
        return
            parts is [var name, { Length: > 0 } value]
            && !value.Any(char.IsControl)
            && request.Headers.TryAddWithoutValidation(name, value)
            ? (name, value)
            : null;
    }
}
