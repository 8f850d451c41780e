using System.CommandLine;
using System.CommandLine.Help;
using Items.ColdStart.Operations;
using Items.ColdStart.Tables;
using Items.LocalHost;

namespace Items.ColdStart;

/// <summary>The options of <c>dotnet run -c Release --project tests/Items.ColdStart -- …</c>.</summary>
internal sealed class CommandLine
{
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "Starts of each contestant, after one that is dropped",
        HelpName = "N",
        DefaultValueFactory = _ => 15,
    };

    private readonly Option<int> _calls = new("--calls")
    {
        Description = "Warm calls of every start",
        HelpName = "N",
        DefaultValueFactory = _ => 500,
    };

    private readonly Option<string> _operations = new("--operations")
    {
        Description = $"Some of {string.Join(',', OperationSet.Names)}",
        HelpName = "A,B",
        DefaultValueFactory = _ => "get",
    };

    private readonly Option<string> _transports = new("--transports")
    {
        Description = "How contestants reach DynamoDB: tls, http or both",
        HelpName = "A,B",
        DefaultValueFactory = _ => "tls,http",
    };

    private readonly Option<string[]> _functions = new("--function")
    {
        Description =
            "Measure this build instead of publishing src/Items.Api; may be repeated to compare builds",
        HelpName = "NAME=FOLDER",
    };

    private readonly Option<string?> _contestants = new("--contestants")
    {
        Description =
            "Folders of tests/Items.ColdStart/contestants beside our function (default: all; none for none)",
        HelpName = "A,B",
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description =
            "Contestant that the others are compared to (default: c, or the first that has the operation)",
        HelpName = "NAME",
    };

    private readonly Option<int?> _memory = new("--memory")
    {
        Description =
            "Give sandboxes, from their first next on, the share of a CPU that Lambda gives to this memory",
        HelpName = "MB",
    };

    private readonly Option<bool> _evict = new("--evict")
    {
        Description = "Drop the contestant's files from the page cache before each start",
    };

    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Measure our function and the C floor briefly, and hold the figures against this file",
        HelpName = "FILE",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Folder for report.json, report.md and report.svg (default: artifacts/cold-start)",
        HelpName = "FOLDER",
    };

    private readonly RootCommand _command;

    public CommandLine()
    {
        _command = new RootCommand(
            "Measures cold starts of our function and of the same in other technologies."
        )
        {
            _rounds,
            _calls,
            _operations,
            _transports,
            _functions,
            _contestants,
            _base,
            _memory,
            _evict,
            _budget,
            _output,
        };
        _command.SetAction(
            (result, cancellationToken) =>
                result.GetValue(_budget) is { } budget
                    ? Tool.CheckBudgetAsync(budget, result.GetValue(_functions) ?? [], cancellationToken)
                    : Tool.RunAsync(ToOptions(result), cancellationToken)
        );
    }

    /// <returns>Exit code: 0 done, 1 failed or over budget, 2 wrong options, 130 interrupted.</returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        var result = Parse(arguments);
        if (Problem(result) is { } problem)
        {
            await Console.Error.WriteLineAsync($"error: {problem} Try --help.");
            return 2;
        }

        try
        {
            // Ctrl-C has to end processes first, whose number and slowness differ.
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (HostError error)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }

    internal ParseResult Parse(IReadOnlyList<string> arguments) => _command.Parse(arguments);

    internal MeasureOptions ToOptions(ParseResult result) =>
        new()
        {
            Rounds = result.GetValue(_rounds),
            Calls = result.GetValue(_calls),
            Operations = [.. List(result.GetValue(_operations)!).Distinct()],
            Transports = [.. List(result.GetValue(_transports)!).Select(ToTransport).Distinct()],
            Functions = result.GetValue(_functions) ?? [],
            Contestants = result.GetValue(_contestants) switch
            {
                null => null,
                "none" => [],
                var names => List(names),
            },
            Base = result.GetValue(_base),
            Memory = result.GetValue(_memory),
            Evict = result.GetValue(_evict),
            Output = result.GetValue(_output),
        };

    /// <returns>What is wrong with the options, or null.</returns>
    internal string? Problem(ParseResult result)
    {
        if (result.Action is HelpAction)
        {
            return null;
        }

        if (result.Errors.Count > 0)
        {
            return result.Errors[0].Message;
        }

        string[] operations = List(result.GetValue(_operations)!);
        string[] transports = List(result.GetValue(_transports)!);
        Option[] fixedByBudget =
        [
            _rounds,
            _calls,
            _operations,
            _transports,
            _contestants,
            _base,
            _memory,
            _evict,
            _output,
        ];
        return result.GetValue(_rounds) < 1 ? "--rounds needs a whole number above zero."
            : result.GetValue(_calls) < 1 ? "--calls needs a whole number above zero."
            : result.GetValue(_memory) is < 128 or > 10_240 ? "--memory needs megabytes from 128 to 10240."
            : operations is [] ? $"--operations needs some of {string.Join(',', OperationSet.Names)}."
            : operations.FirstOrDefault(name => !OperationSet.Names.Contains(name)) is { } unknown
                ? $"--operations: '{unknown}' is none of {string.Join(", ", OperationSet.Names)}."
            : transports is [] || transports.Any(name => name is not ("tls" or "http"))
                ? "--transports needs tls, http or tls,http."
            : result.GetValue(_budget) is not null
            && fixedByBudget.FirstOrDefault(it => result.GetResult(it) is { Implicit: false }) is { } given
                ? $"--budget says itself what is measured and does not go with {given.Name}."
            : result.GetValue(_budget) is not null && result.GetValue(_functions) is { Length: > 1 }
                ? "--budget takes one --function."
            : null;
    }

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Transport ToTransport(string name) => name == "tls" ? Transport.Tls : Transport.Http;
}
