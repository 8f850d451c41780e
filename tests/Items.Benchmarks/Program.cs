using System.CommandLine;
using Items.Benchmarks;

var sizes = new Option<int[]>("--sizes")
{
    Description = "Items in each of the tables.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [1_000, 100_000, 1_000_000],
};
var rounds = new Option<int>("--rounds")
{
    Description = "Pages of each kind to read from each table.",
    DefaultValueFactory = _ => 300,
};
var seconds = new Option<int>("--seconds")
{
    Description = "Seconds to write with and without Idempotency-Key, each.",
    DefaultValueFactory = _ => 20,
};
var command = new RootCommand(
    "Measures what a page of a list and a create cost on the local stack, with the native function."
)
{
    sizes,
    rounds,
    seconds,
};
command.SetAction(
    async (arguments, cancellationToken) =>
    {
        await using var tables = await FilledTables.StartAsync(arguments.GetValue(sizes)!, cancellationToken);
        await Pages.MeasureAsync(tables, arguments.GetValue(rounds), cancellationToken);
        await Writes.MeasureAsync(
            tables.All[0].Api.UncheckedClient,
            arguments.GetValue(seconds),
            cancellationToken
        );
    }
);
return await command.Parse(args).InvokeAsync();
