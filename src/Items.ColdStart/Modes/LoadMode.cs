using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--url https://…</c>.</summary>
internal static class LoadMode
{
    private static readonly Option<Uri?> Url = OptionFactory.Create<Uri?>(
        "--url",
        "URL",
        "Load-test the API that is deployed at this address, which includes the stage",
        "an address such as https://abc123.execute-api.us-east-1.amazonaws.com",
        text =>
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
                ? url
                : null
    );

    private static readonly Option<string?> RequestPath = OptionFactory.Create<string?>(
        "--path",
        "PATH",
        "Path of the requests, with a query if any",
        "a path that begins with /",
        text => text.StartsWith('/') ? text : null,
        "/api/v1/items"
    );

    private static readonly Option<string?> Token = new("--token")
    {
        Description = "Access token, sent as Authorization: Bearer",
        HelpName = "TOKEN",
    };

    private static readonly Option<int[]?> Concurrency = OptionFactory.Numbers(
        "--concurrency",
        "Clients that each send a request after the last response; 1,10,50 measures these numbers in turn",
        "numbers such as 1,10,50",
        1,
        1000,
        10
    );

    private static readonly Option<decimal?> GbSecond = Price(
        "--price-gb-second",
        "Lambda: USD for a gigabyte-second",
        Prices.UsEast1X86.GbSecond
    );

    private static readonly Option<decimal?> Requests = Price(
        "--price-request",
        "Lambda: USD for a million requests",
        Prices.UsEast1X86.Requests
    );

    private static readonly Option<decimal?> Gateway = Price(
        "--price-gateway",
        "HTTP API: USD for a million requests",
        Prices.UsEast1X86.Gateway
    );

    public static Mode Mode { get; } =
        new(
            Url,
            "load-tests a deployed API: rate, percentiles, cold starts, cost (AWS bills each request)",
            [
                RequestPath,
                Token,
                Concurrency,
                SharedOptions.Seconds,
                SharedOptions.Requests,
                SharedOptions.Memory,
                GbSecond,
                Requests,
                Gateway,
                SharedOptions.Json,
            ],
            async (result, cancellationToken) =>
            {
                await LoadTest.RunAsync(ToOptions(result), Console.Out, cancellationToken);
                return 0;
            }
        )
        {
            FindProblem = result =>
                result.GetValue(Token) is not { } token ? null
                : token.Any(it => it is <= ' ' or > '~') ? "--token needs a token, without spaces."
                : result.GetValue(Url) is { Scheme: "http", IsLoopback: false }
                    ? "--token is not sent over http to another machine; --url needs https."
                : null,
        };

    internal static LoadOptions ToOptions(ParseResult result)
    {
        int? requests = result.GetValue(SharedOptions.Requests);
        return new LoadOptions
        {
            Target = new Uri(result.GetValue(Url)!.AbsoluteUri.TrimEnd('/') + result.GetValue(RequestPath)),
            Token = result.GetValue(Token),
            Concurrency = result.GetValue(Concurrency)!,
            Time =
                result.GetValue(SharedOptions.Seconds)
                ?? (requests is null ? SharedOptions.DefaultTime : null),
            Requests = requests,
            Memory = result.GetValue(SharedOptions.Memory) ?? LoadOptions.DefaultMemory,
            Prices = new Prices(
                result.GetValue(GbSecond)!.Value,
                result.GetValue(Requests)!.Value,
                result.GetValue(Gateway)!.Value
            ),
            JsonFile = result.GetValue(SharedOptions.Json),
        };
    }

    private static Option<decimal?> Price(string name, string description, decimal fallback) =>
        OptionFactory.Create<decimal?>(
            name,
            "USD",
            $"{description}; AWS's price for us-east-1 and x86 unless given",
            "US dollars, zero or more",
            text => decimal.TryParse(text, out decimal price) && price >= 0 ? price : null,
            fallback
        );
}
