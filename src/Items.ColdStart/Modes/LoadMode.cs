using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--url https://…</c>.</summary>
internal sealed class LoadMode(SharedOptions shared) : Mode
{
    private readonly Option<string?> _url = new("--url")
    {
        Description = "Load-test the API that is deployed at this address, which includes the stage",
        HelpName = "URL",
    };

    private readonly Option<string> _path = new("--path")
    {
        Description = "Path of the requests, with a query if any",
        HelpName = "PATH",
        DefaultValueFactory = _ => "/api/v1/items",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Access token, sent as Authorization: Bearer",
        HelpName = "TOKEN",
    };

    private readonly Option<string> _concurrency = new("--concurrency")
    {
        Description =
            "Clients that each send a request after the last response; 1,10,50 measures these numbers in turn",
        HelpName = "N[,N…]",
        DefaultValueFactory = _ => "10",
    };

    private readonly Option<decimal> _gbSecond = Price(
        "--price-gb-second",
        "Lambda: USD for a gigabyte-second",
        Prices.UsEast1X86.GbSecond
    );

    private readonly Option<decimal> _request = Price(
        "--price-request",
        "Lambda: USD for a million requests",
        Prices.UsEast1X86.Requests
    );

    private readonly Option<decimal> _gateway = Price(
        "--price-gateway",
        "HTTP API: USD for a million requests",
        Prices.UsEast1X86.Gateway
    );

    public override Option Choice => _url;

    public override string Purpose =>
        "load-tests a deployed API: rate, percentiles, cold starts, cost (AWS bills each request)";

    public override IReadOnlyList<Option> Options =>
        [
            _url,
            _path,
            _token,
            _concurrency,
            shared.Seconds,
            shared.Requests,
            shared.Memory,
            _gbSecond,
            _request,
            _gateway,
            shared.Json,
        ];

    public override string? Problem(ParseResult result) =>
        Target(result.GetValue(_url)!, result.GetValue(_path)!) is not { } target
            ? "--url needs an address such as https://abc123.execute-api.us-east-1.amazonaws.com, and --path begins with /."
        : result.GetValue(_token) is not null && target is { Scheme: "http", IsLoopback: false }
            ? "--token is not sent over http to another machine; --url needs https."
        : result.GetValue(_token) is { } token && token.Any(it => it is <= ' ' or > '~')
            ? "--token needs a token, without spaces."
        : Concurrency(result) is null ? "--concurrency needs numbers from 1 to 1000 such as 1,10,50."
        : new[] { _gbSecond, _request, _gateway }.FirstOrDefault(price => result.GetValue(price) < 0)
            is { } negative
            ? $"{negative.Name} needs US dollars, zero or more."
        : shared.Problem(result);

    public override async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        await LoadTest.RunAsync(ToOptions(result), Console.Out, cancellationToken);
        return 0;
    }

    internal LoadOptions ToOptions(ParseResult result)
    {
        int? requests = result.GetValue(shared.Requests);
        return new LoadOptions
        {
            Target = Target(result.GetValue(_url)!, result.GetValue(_path)!)!,
            Token = result.GetValue(_token),
            Concurrency = Concurrency(result)!,
            Time = shared.Time(result) ?? (requests is null ? SharedOptions.DefaultTime : null),
            Requests = requests,
            Memory = result.GetValue(shared.Memory) ?? LoadOptions.DefaultMemory,
            Prices = new Prices(
                result.GetValue(_gbSecond),
                result.GetValue(_request),
                result.GetValue(_gateway)
            ),
            JsonFile = result.GetValue(shared.Json),
        };
    }

    /// <returns>Null when the two are no valid address.</returns>
    private static Uri? Target(string url, string path) =>
        path.StartsWith('/')
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
        && Uri.TryCreate(address.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute, out var target)
            ? target
            : null;

    private int[]? Concurrency(ParseResult result) => Numbers(result.GetValue(_concurrency)!, 1, 1000);

    private static Option<decimal> Price(string name, string description, decimal usEast1) =>
        new(name)
        {
            Description = $"{description}; AWS's price for us-east-1 and x86 unless given",
            HelpName = "USD",
            DefaultValueFactory = _ => usEast1,
        };
}
