using Items.ColdStart.Load;
using Items.ColdStart.Modes;
using Items.ColdStart.Tables;
using Items.LocalHost;

namespace Items.ColdStart.Tests;

public sealed class CommandLineTests
{
    private const string Load = "--url https://api.example.com";

    [Theory]
    [InlineData("--rounds 0", "--rounds")]
    [InlineData("--rounds many", "--rounds needs a whole number from 1 to 2147483647, not 'many'")]
    [InlineData("--rounds 1 --rounds 2", "--rounds")]
    [InlineData("--calls 0", "--calls")]
    [InlineData("--operations put", "--operations needs some of get, post, list, not-found, docs, not 'put'")]
    [InlineData("--operations ,", "--operations")]
    [InlineData("--transports udp", "--transports")]
    [InlineData("--memory 64", "128")]
    [InlineData("--requests 1", "--requests needs --url")]
    [InlineData("--json report.json", "--json needs --steady or --url")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--budget budget.json --rounds 3", "--rounds cannot be combined with --budget")]
    [InlineData("--budget budget.json --evict", "--evict")]
    [InlineData("--budget budget.json --function a=a --function b=b", "one --function")]
    [InlineData("--steady --calls 999", "--calls needs 1000")]
    [InlineData("--steady --seconds -1", "--seconds")]
    [InlineData("--steady --function a --function b", "one --function")]
    [InlineData("--steady --json nowhere/report.json", "not 'nowhere/report.json'")]
    [InlineData("--steady --json=", "--json")]
    [InlineData("--steady --url https://api.example.com", "--url cannot be combined with --steady")]
    [InlineData("--tables 10", "--tables needs numbers of items from 1000")]
    [InlineData("--tables 1000 --requests 0", "--requests")]
    [InlineData("--tables 1000 --rounds 2", "--rounds cannot be combined with --tables")]
    [InlineData("--url", "--url")]
    [InlineData("--url nowhere", "--url needs an address")]
    [InlineData("--url ftp://api.example.com", "--url")]
    [InlineData("--url https://api.example.com?stage=prod", "--url")]
    [InlineData("--url https://user:password@api.example.com", "--url")]
    [InlineData($"{Load} --evict", "--evict cannot be combined with --url")]
    [InlineData($"{Load} --json /tmp", "--json")]
    [InlineData($"{Load} --path docs", "--path")]
    [InlineData($"{Load} --token x", "--token")]
    [InlineData($"{Load} --method OPTIONS", "--method needs one of GET, HEAD")]
    [InlineData($"{Load} --header If-Match", "--header needs a request header")]
    [InlineData($"{Load} --header If-Match:", "--header")]
    [InlineData($"{Load} --header Content-Type:text/plain", "--header")]
    [InlineData($"{Load} --header If-Match:a\nb:c", "--header")]
    [InlineData($"{Load} --header authorization:Bearer", "ITEMS_TOKEN")]
    [InlineData($"{Load} --rate 0", "--rate needs a number of requests a second above zero")]
    [InlineData($"{Load} --rate NaN", "--rate")]
    [InlineData($"{Load} --rate 100001", "--rate")]
    [InlineData("--goals --function a --function b --function c", "--goals takes two --function")]
    [InlineData("--goals --memory 512", "--memory cannot be combined with --goals")]
    [InlineData($"{Load} --concurrency 0", "--concurrency")]
    [InlineData($"{Load} --concurrency 1,,2", "--concurrency")]
    [InlineData($"{Load} --concurrency 1001", "--concurrency")]
    [InlineData($"{Load} --concurrency many", "--concurrency")]
    [InlineData($"{Load} --seconds 0", "--seconds")]
    [InlineData($"{Load} --seconds NaN", "--seconds")]
    [InlineData($"{Load} --seconds Infinity", "--seconds")]
    [InlineData($"{Load} --requests 0", "--requests")]
    [InlineData($"{Load} --requests 1.5", "--requests")]
    [InlineData($"{Load} --price-gb-second -1", "--price-gb-second")]
    [InlineData($"{Load} --price-request free", "--price-request")]
    [InlineData($"{Load} --price-gateway -0.1", "--price-gateway")]
    public void Wrong_options_are_named(string line, string expected) =>
        FindProblem(line).Should().Contain(expected);

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("--operations get,post --transports http --memory 128 --evict --rounds 1")]
    [InlineData("--budget budget.json --function new=artifacts/function")]
    [InlineData("--steady --calls 1000 --seconds 1 --function new=artifacts/function --json report.json")]
    [InlineData("--url https://api.example.com --memory 128 --seconds 1 --json report.json")]
    [InlineData("--url http://localhost:3000 --rate 0.5 --method PUT --body {} --header If-Match:*")]
    [InlineData("--goals --rounds 3 --calls 10 --function now=a --function before=b")]
    [InlineData("--tables 1000,100000 --requests 10 --seconds 1 --function new=artifacts/function")]
    public void Right_options_are_accepted(string line) => FindProblem(line).Should().BeNull();

    [Theory]
    [InlineData("--output")]
    [InlineData("--function")]
    [InlineData("--budget")]
    [InlineData("--roots")]
    [InlineData("--body")]
    public void An_empty_value_is_named(string option) =>
        CommandLine
            .FindProblem(CommandLine.Parse(option, ""))
            .Should()
            .Be($"{option} is given an empty value.");

    [Fact]
    public void Options_determine_what_is_measured()
    {
        var options = ColdStartMode.ToOptions(
            Parse(
                "--operations get,list,get --transports http --contestants c,go --function old=a --function b"
            )
        );

        options.Operations.Should().Equal("get", "list");
        options.Transports.Should().Equal(Transport.Http);
        options.Contestants.Should().Equal("c", "go");
        options.Functions.Should().Equal("old=a", "b");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("--contestants none", 0)]
    public void All_contestants_take_part_unless_some_are_named(string line, int? expected)
    {
        int? count = ColdStartMode.ToOptions(Parse(line)).Contestants?.Count;

        count.Should().Be(expected);
    }

    [Fact]
    public void A_load_test_needs_nothing_but_an_address() =>
        LoadMode
            .ToOptions(Parse(Load))
            .Should()
            .BeEquivalentTo(
                new LoadOptions
                {
                    Request = new() { Target = new Uri("https://api.example.com/api/v1/items") },
                    Concurrency = [10],
                    Time = TimeSpan.FromSeconds(10),
                    Memory = 512,
                    Prices = new Prices(0.0000166667m, 0.20m, 1.00m),
                }
            );

    [Fact]
    public void All_options_of_a_load_test_can_be_given() =>
        LoadMode
            .ToOptions(
                Parse(
                    "--url=https://api.example.com/prod/ --path=/docs?a=b --body={} --header=If-Match:* --idempotency-key "
                        + "--concurrency=1,10,50 --rate=12.5 --seconds=2.5 --requests=7 --memory=1769 --price-gb-second=0.00002 --price-request=0.3 "
                        + "--price-gateway=0 --json=report.json"
                )
            )
            .Should()
            .BeEquivalentTo(
                new LoadOptions
                {
                    Request = new()
                    {
                        Method = HttpMethod.Post,
                        Target = new Uri("https://api.example.com/prod/docs?a=b"),
                        Body = "{}"u8.ToArray(),
                        Headers = [("If-Match", "*")],
                        WithIdempotencyKey = true,
                    },
                    Concurrency = [1, 10, 50],
                    Rate = 12.5,
                    Time = TimeSpan.FromSeconds(2.5),
                    Requests = 7,
                    Memory = 1769,
                    Prices = new Prices(0.00002m, 0.3m, 0),
                    JsonFile = "report.json",
                },
                options => options.WithStrictOrdering()
            );

    [Fact]
    public void A_number_of_requests_alone_has_no_limit_of_time() =>
        LoadMode.ToOptions(Parse($"{Load} --requests 7")).Time.Should().BeNull();

    [Fact]
    public void A_schedule_has_more_clients_unless_their_number_is_given()
    {
        LoadMode.ToOptions(Parse($"{Load} --rate 5")).Concurrency.Should().Equal(100);
        LoadMode.ToOptions(Parse($"{Load} --rate 5 --concurrency 7")).Concurrency.Should().Equal(7);
    }

    [Fact]
    public void A_build_without_a_folder_is_named() =>
        FluentActions
            .Invoking(() => OurFunction.Given("new="))
            .Should()
            .Throw<HostError>()
            .WithMessage("*new=*");

    private static string? FindProblem(string line) => CommandLine.FindProblem(Parse(line));

    private static System.CommandLine.ParseResult Parse(string line) =>
        CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
