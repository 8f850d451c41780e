using Items.ColdStart.Load;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Load;

public sealed class LoadOptionsTests
{
    [Fact]
    public void Need_nothing_but_an_address() =>
        Parse(["--url", "https://api.example.com"])
            .Should()
            .BeEquivalentTo(
                new LoadOptions
                {
                    Target = new Uri("https://api.example.com/api/v1/items"),
                    Concurrency = [10],
                    Time = TimeSpan.FromSeconds(10),
                    Memory = 512,
                    Prices = new Prices(0.0000166667m, 0.20m, 1.00m),
                }
            );

    [Fact]
    public void Can_all_be_given() =>
        Parse([
                "--url=https://api.example.com/prod/",
                "--path=/docs?a=b",
                "--token=e30.e30.x",
                "--concurrency=1,10,50",
                "--seconds=2.5",
                "--requests=7",
                "--memory=1769",
                "--price-gb-second=0.00002",
                "--price-request=0.3",
                "--price-gateway=0",
                "--json=report.json",
            ])
            .Should()
            .BeEquivalentTo(
                new LoadOptions
                {
                    Target = new Uri("https://api.example.com/prod/docs?a=b"),
                    Token = "e30.e30.x",
                    Concurrency = [1, 10, 50],
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
        Parse(["--url", "https://api.example.com", "--requests", "7"]).Time.Should().BeNull();

    [Theory]
    [InlineData("--url", "api.example.com")]
    [InlineData("--url", "ftp://api.example.com")]
    [InlineData("--url", "https://api.example.com?stage=prod")]
    [InlineData("--url", "https://user:password@api.example.com")]
    [InlineData("--path", "docs")]
    [InlineData("--token", "")]
    [InlineData("--token", "two words")]
    [InlineData("--token", "a\r\nb: c")]
    [InlineData("--concurrency", "0")]
    [InlineData("--concurrency", "1,,2")]
    [InlineData("--concurrency", "1001")]
    [InlineData("--concurrency", "many")]
    [InlineData("--seconds", "0")]
    [InlineData("--seconds", "NaN")]
    [InlineData("--seconds", "Infinity")]
    [InlineData("--requests", "0")]
    [InlineData("--requests", "1.5")]
    [InlineData("--memory", "64")]
    [InlineData("--price-gb-second", "-1")]
    [InlineData("--price-request", "free")]
    [InlineData("--price-gateway", "-0.1")]
    [InlineData("--speed", "1")]
    public void A_wrong_option_is_named(string option, string value)
    {
        string[] url = option == "--url" ? [] : ["--url", "https://api.example.com"];

        Parsing([.. url, option, value]).Should().Throw<HostError>().WithMessage($"*{option}*");
    }

    [Fact]
    public void An_address_is_required() =>
        Parsing("--requests", "1").Should().Throw<HostError>().WithMessage("*--url*");

    [Fact]
    public void A_token_is_not_sent_to_another_machine_without_TLS() =>
        Parsing("--url", "http://api.example.com", "--token", "x")
            .Should()
            .Throw<HostError>()
            .WithMessage("*https*");

    [Fact]
    public void A_token_is_sent_to_the_local_host_without_TLS() =>
        Parse(["--url", "http://localhost:3000", "--token", "x"]).Token.Should().Be("x");

    /// <exception cref="HostError">Has the error message of the tool.</exception>
    internal static LoadOptions Parse(params string[] arguments)
    {
        var command = new CommandLine();
        var result = command.Parse(arguments);
        return command.Problem(result) is { } problem
            ? throw new HostError(problem)
            : command.Load.ToOptions(result);
    }

    private static Action Parsing(params string[] arguments) => () => Parse(arguments);
}
