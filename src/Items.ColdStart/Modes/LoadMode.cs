using System.CommandLine;
using Items.ColdStart.Load;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--url https://…</c>.</summary>
internal static class LoadMode
{
    private const int DefaultConcurrency = 10;

    /// <summary>More, because an idle client costs nothing and one that is missing delays a request.</summary>
    private const int DefaultConcurrencyOfSchedule = 100;

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

    private static readonly Option<double?> Rate = OptionFactory.Create<double?>(
        "--rate",
        "N",
        "Send N requests a second on a schedule, also while responses are slow; --concurrency limits those in progress",
        "a number of requests a second above zero, 100000 at most",
        text => double.TryParse(text, out double rate) && rate is > 0 and <= 100_000 ? rate : null
    );

    private static readonly Option<int[]?> Concurrency = OptionFactory.Numbers(
        "--concurrency",
        $"Clients that each send a request after the last response; 1,10,50 measures these numbers in turn (default: {DefaultConcurrency}; {DefaultConcurrencyOfSchedule} with --rate)",
        "numbers such as 1,10,50",
        1,
        1000
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
                .. LoadRequestOptions.All,
                Concurrency,
                Rate,
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
            FindProblem = result => LoadRequestOptions.FindProblem(result, result.GetValue(Url)!),
        };

    internal static LoadOptions ToOptions(ParseResult result)
    {
        int? requests = result.GetValue(SharedOptions.Requests);
        double? rate = result.GetValue(Rate);
        return new LoadOptions
        {
            Request = LoadRequestOptions.ToRequest(result, result.GetValue(Url)!),
            Concurrency = result.GetValue(Concurrency) is { Length: > 0 } concurrency
                ? concurrency
                : [rate is null ? DefaultConcurrency : DefaultConcurrencyOfSchedule],
            Rate = rate,
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
