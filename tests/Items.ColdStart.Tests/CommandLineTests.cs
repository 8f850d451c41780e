using Items.ColdStart.Tables;

namespace Items.ColdStart.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--rounds 0", "--rounds")]
    [InlineData("--rounds many", "many")]
    [InlineData("--calls 0", "--calls")]
    [InlineData("--operations put", "'put' is none of get, post, list, not-found, docs")]
    [InlineData("--operations ,", "--operations")]
    [InlineData("--transports udp", "--transports")]
    [InlineData("--memory 64", "128")]
    [InlineData("--budget budget.json --rounds 3", "--rounds")]
    [InlineData("--budget budget.json --evict", "--evict")]
    [InlineData("--budget budget.json --function a=a --function b=b", "one --function")]
    [InlineData("--nonsense", "--nonsense")]
    public void Wrong_options_are_named(string line, string expected) =>
        Problem(line).Should().Contain(expected);

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("--operations get,post --transports http --memory 128 --evict --rounds 1")]
    [InlineData("--budget budget.json --function new=artifacts/function")]
    public void Right_options_are_taken(string line) => Problem(line).Should().BeNull();

    [Fact]
    public void Options_say_what_is_measured()
    {
        var command = new CommandLine();

        var options = command.ToOptions(
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

        command.ToOptions(command.Parse(Words(line))).Contestants?.Count.Should().Be(expected);
    }

    private static string? Problem(string line)
    {
        var command = new CommandLine();
        return command.Problem(command.Parse(Words(line)));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
