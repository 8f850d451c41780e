using System.CommandLine;
using System.Globalization;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>The options of the mode <c>--url https://…</c>.</summary>
internal sealed class LoadCommandLine
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(10);

    private readonly Option<string> _url = new("--url")
    {
        Description = "Address of the deployed API, with its stage if that has a name",
        HelpName = "URL",
        Required = true,
    };

    private readonly Option<string> _path = new("--path")
    {
        Description = "What each request gets, with its query if any",
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
            "Clients that each send the next request when the last is answered; 1,10,50 takes them in turn",
        HelpName = "N[,N…]",
        DefaultValueFactory = _ => "10",
    };

    private readonly Option<double?> _seconds = new("--seconds")
    {
        Description = $"For each number of clients; {DefaultTime.TotalSeconds} unless --requests is given",
        HelpName = "N",
    };

    private readonly Option<int?> _requests = new("--requests")
    {
        Description = "For each number of clients, together; with --seconds whichever is reached first",
        HelpName = "N",
    };

    private readonly Option<int> _memory = new("--memory")
    {
        Description = "MemorySize of the function in megabytes, for the cost",
        HelpName = "MB",
        DefaultValueFactory = _ => 512,
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

    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write the report into this file too",
        HelpName = "FILE",
    };

    private readonly RootCommand _command;

    public LoadCommandLine()
    {
        _command = new RootCommand(
            "Load-tests a deployed API: rate, percentiles, cold starts, cost. Every request that it sends is billed."
        )
        {
            _url,
            _path,
            _token,
            _concurrency,
            _seconds,
            _requests,
            _memory,
            _gbSecond,
            _request,
            _gateway,
            _json,
        };
        _command.SetAction(
            (result, cancellationToken) =>
                LoadTest.RunAsync(ToOptions(result), Console.Out, cancellationToken)
        );
    }

    /// <inheritdoc cref="LoadOptions.Parse"/>
    public LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        var result = _command.Parse(arguments);
        return Problem(result) is { } problem
            ? throw new HostError($"{problem} Try --help.")
            : ToOptions(result);
    }

    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(IReadOnlyList<string> arguments) =>
        LoadModes.InvokeAsync(_command.Parse(arguments), Problem);

    private LoadOptions ToOptions(ParseResult result)
    {
        double? seconds = result.GetValue(_seconds);
        int? requests = result.GetValue(_requests);
        return new LoadOptions
        {
            Target = Target(result.GetValue(_url)!, result.GetValue(_path)!)!,
            Token = result.GetValue(_token),
            Concurrency = Numbers(result.GetValue(_concurrency)!)!,
            Time =
                seconds is { } given ? TimeSpan.FromSeconds(given)
                : requests is null ? DefaultTime
                : null,
            Requests = requests,
            Memory = result.GetValue(_memory),
            Prices = new Prices(
                result.GetValue(_gbSecond),
                result.GetValue(_request),
                result.GetValue(_gateway)
            ),
            JsonFile = result.GetValue(_json),
        };
    }

    private string? Problem(ParseResult result) =>
        result.Errors.Count > 0 ? result.Errors[0].Message
        : Target(result.GetValue(_url)!, result.GetValue(_path)!) is not { } target
            ? "--url needs an address such as https://abc123.execute-api.us-east-1.amazonaws.com, and --path begins with /."
        : result.GetValue(_token) is not null && target is { Scheme: "http", IsLoopback: false }
            ? "--token is not sent over http to another machine; --url needs https."
        : result.GetValue(_token) is { } token && (token is "" || token.Any(it => it is <= ' ' or > '~'))
            ? "--token needs a token, without spaces."
        : Numbers(result.GetValue(_concurrency)!) is null
            ? "--concurrency needs numbers from 1 to 1000 such as 1,10,50."
        : result.GetValue(_seconds) is not (null or (> 0 and <= 86_400))
            ? "--seconds needs a number above zero, 86400 at most."
        : result.GetValue(_requests) < 1 ? "--requests needs a whole number above zero."
        : result.GetValue(_memory) is < 128 or > 10_240
            ? "--memory needs megabytes from 128 to 10240, as Lambda has them."
        : new[] { _gbSecond, _request, _gateway }.FirstOrDefault(price => result.GetValue(price) < 0)
            is { } negative
            ? $"{negative.Name} needs US dollars, zero or more."
        : null;

    /// <returns>Null when they do not make an address.</returns>
    private static Uri? Target(string url, string path) =>
        path.StartsWith('/')
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
        && Uri.TryCreate(address.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute, out var target)
            ? target
            : null;

    /// <returns>Null when one of them is none.</returns>
    private static int[]? Numbers(string list)
    {
        int[] numbers =
        [
            .. list.Split(',')
                .Select(it =>
                    int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0
                ),
        ];
        return numbers.All(it => it is >= 1 and <= 1000) ? numbers : null;
    }

    private static Option<decimal> Price(string name, string description, decimal usEast1) =>
        new(name)
        {
            Description = $"{description}; AWS's price for us-east-1 and x86 unless given",
            HelpName = "USD",
            DefaultValueFactory = _ => usEast1,
        };
}
