using Items.ColdStart.Tables;
using Items.LocalHost;

namespace Items.ColdStart.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--rounds 0", "--rounds")]
    [InlineData("--rounds many", "--rounds cannot be 'many'")]
    [InlineData("--rounds 1 --rounds 2", "--rounds")]
    [InlineData("--url", "--url")]
    [InlineData("--calls 0", "--calls")]
    [InlineData("--operations put", "'put' is none of get, post, list, not-found, docs")]
    [InlineData("--operations ,", "--operations")]
    [InlineData("--transports udp", "--transports")]
    [InlineData("--memory 64", "128")]
    [InlineData("--budget budget.json --rounds 3", "--rounds")]
    [InlineData("--budget budget.json --evict", "--evict")]
    [InlineData("--budget budget.json --function a=a --function b=b", "one --function")]
    [InlineData("--steady --calls 0", "--calls")]
    [InlineData("--steady --seconds -1", "--seconds")]
    [InlineData("--steady --function a --function b", "one --function")]
    [InlineData("--url nowhere", "--url needs an address")]
    [InlineData("--steady --url https://api.example.com", "--url cannot be combined with --steady")]
    [InlineData("--url https://api.example.com --evict", "--evict cannot be combined with --url")]
    [InlineData("--requests 1", "--requests needs --url")]
    [InlineData("--json report.json", "--json needs --steady or --url")]
    [InlineData("--steady --json nowhere/report.json", "not 'nowhere/report.json'")]
    [InlineData("--steady --json=", "--json")]
    [InlineData("--url https://api.example.com --json /tmp", "--json")]
    [InlineData("--tables 10", "--tables needs numbers of items from 1000")]
    [InlineData("--tables 1000 --requests 0", "--requests")]
    [InlineData("--tables 1000 --rounds 2", "--rounds cannot be combined with --tables")]
    [InlineData("--nonsense", "--nonsense")]
    public void Wrong_options_are_named(string line, string expected) =>
        Problem(line).Should().Contain(expected);

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("--operations get,post --transports http --memory 128 --evict --rounds 1")]
    [InlineData("--budget budget.json --function new=artifacts/function")]
    [InlineData("--steady --calls 1000 --seconds 1 --function new=artifacts/function --json report.json")]
    [InlineData("--url https://api.example.com --memory 128 --seconds 1 --json report.json")]
    [InlineData("--tables 1000,100000 --requests 10 --seconds 1 --function new=artifacts/function")]
    public void Right_options_are_accepted(string line) => Problem(line).Should().BeNull();

    [Fact]
    public void Options_determine_what_is_measured()
    {
        var command = new CommandLine();

        var options = command.ColdStart.ToOptions(
            command.Parse(
                "--operations get,list,get --transports http --contestants c,go --function old=a --function b".Split(
                    ' '
                )
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
        var command = new CommandLine();

        command.ColdStart.ToOptions(command.Parse(Words(line))).Contestants?.Count.Should().Be(expected);
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--function")]
    [InlineData("--budget")]
    [InlineData("--roots")]
    public void An_empty_value_is_named(string option)
    {
        var command = new CommandLine();

        command.Problem(command.Parse([option, ""])).Should().Be($"{option} is given an empty value.");
    }

    [Fact]
    public void A_build_without_a_folder_is_named() =>
        FluentActions
            .Invoking(() => OurFunction.Given("new="))
            .Should()
            .Throw<HostError>()
            .WithMessage("*new=*");

    private static string? Problem(string line)
    {
        var command = new CommandLine();
        return command.Problem(command.Parse(Words(line)));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
